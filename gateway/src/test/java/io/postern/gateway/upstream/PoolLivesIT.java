package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.proxy.CallTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From when to when a connection to a target is used, and what is said of it. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class PoolLivesIT {

    @Test
    void gaugesWhenCallsComeAndGoThenTheyTellTheTruthAndComeBackToZero() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=2", "eviction-interval=50ms")) {
            gated.awaitGauges(0, 0, 0, 0);
            RawCaller one = gated.get("/one");
            GatedTarget.Arrival first = gated.next();
            gated.awaitGauges(1, 0, 0, 0.5);
            RawCaller two = gated.get("/two");
            GatedTarget.Arrival second = gated.next();
            gated.awaitGauges(2, 0, 0, 1);
            RawCaller three = gated.getBehind(0, "/three");
            gated.awaitGauges(2, 0, 1, 1);
            first.ok();
            GatedTarget.Arrival third = gated.next();
            gated.awaitGauges(2, 0, 0, 1);
            second.ok();
            gated.awaitGauges(1, 1, 0, 0.5);
            third.ok();
            gated.awaitGauges(0, 2, 0, 0);
            for (RawCaller caller : new RawCaller[] {one, two, three}) {
                assertThat(GatedTarget.outcome(caller)).startsWith("200 /");
            }
            RawCaller last = gated.get("/last");
            gated.next().play("HTTP/1.1 200 OK~Content-Length: 2~~ok{close}");
            assertThat(GatedTarget.outcome(last)).isEqualTo("200 ok");
            gated.awaitGauges(0, 1, 0, 0);
            gated.gateway.clients.close();
            gated.awaitGauges(0, 0, 0, 0);
        }
    }

    @Test
    void sendWhenAConnectionWasUnusedForTooLongThenItIsClosed() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-idle=100ms", "eviction-interval=50ms")) {
            assertThat(gated.served("/a")).isEqualTo(1);
            assertThat(gated.target.sawClose()).isTrue();
            gated.awaitGauges(0, 0, 0, 0);
            assertThat(gated.served("/b")).isEqualTo(2);
        }
    }

    /** Even if nobody has looked through them meanwhile. */
    @ParameterizedTest
    @ValueSource(strings = {"max-idle=200ms", "max-life=200ms"})
    void sendWhenAConnectionIsTooOldThenItIsNotUsed(String setting) throws Exception {
        try (GatedTarget gated = new GatedTarget(setting, "eviction-interval=1h")) {
            assertThat(gated.served("/a")).isEqualTo(1);
            let(250);
            assertThat(gated.served("/b")).isEqualTo(2);
            assertThat(gated.target.sawClose()).isTrue();
            let(250);
            assertThat(gated.served("POST", "/c")).isEqualTo(3);
            gated.awaitGauges(0, 1, 0, 0);
        }
    }

    @Test
    void sendWhenAConnectionIsInUseForLongerThanItsLifeThenItsCallEndsAndNoneFollows() throws Exception {
        try (GatedTarget gated =
                new GatedTarget("max-connections=1", "max-life=200ms", "max-idle=200ms", "eviction-interval=50ms")) {
            RawCaller caller = gated.get("/long");
            GatedTarget.Arrival arrival = gated.next();
            let(400);
            gated.awaitGauges(1, 0, 0, 1);
            arrival.ok();
            assertThat(GatedTarget.outcome(caller)).isEqualTo("200 /long");
            assertThat(gated.target.sawClose()).isTrue();
            assertThat(gated.served("/next")).isEqualTo(2);
        }
    }

    private static void let(int millis) {
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        await().pollDelay(Duration.ofMillis(millis)).until(() -> System.nanoTime() - until >= 0);
    }

    /** It is known before the next call that the connection has ended: no call is risked on it, whatever its method. */
    @ParameterizedTest
    @CsvSource({"close, GET", "close, POST", "reset, GET", "reset, POST"})
    void sendWhenTheTargetHasClosedBetweenCallsThenAnotherConnectionIsUsed(String end, String method) throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1", "eviction-interval=50ms")) {
            for (int i = 1; i < 5; i++) {
                RawCaller caller = gated.ask(method, "/" + i);
                GatedTarget.Arrival arrival = gated.next();
                assertThat(arrival.connection()).isEqualTo(i);
                arrival.playOut("HTTP/1.1 200 OK~Content-Length: 2~~ok{turn}{" + end + "}");
                assertThat(GatedTarget.outcome(caller)).isEqualTo("200 ok");
            }
            gated.awaitGauges(0, 0, 0, 0);
        }
    }

    /** The target reads the request and closes, as one does whose keep-alive ran out just then. */
    @ParameterizedTest
    @CsvSource({
        "GET, close, 2",
        "HEAD, reset, 2",
        "DELETE, close, 2",
        "OPTIONS, reset, 2",
        "PUT, close, 2",
        "POST, close, 1",
        "PATCH, reset, 1"
    })
    void sendWhenEveryConnectionIsClosedUnderTheCallThenItIsSentNoMoreThanOnceAgain(
            String method, String end, int times) throws Exception {
        try (GatedTarget gated = new GatedTarget()) {
            gated.served("/before");
            RawCaller caller = gated.ask(method, "/a");
            for (int i = 0; i < times; i++) {
                GatedTarget.Arrival arrival = gated.next();
                assertThat(arrival.path()).isEqualTo("/a");
                arrival.play("{" + end + "}");
            }
            assertThat(HostileTarget.answer(caller, method.equals("HEAD")).outcome())
                    .isIn("upstream_broken", "upstream_unreachable", "refused 502");
            assertThat(gated.quiet()).isTrue();
            gated.awaitGauges(0, 0, 0, 0);
        }
    }

    /** A listening socket whose queue is full: the kernel answers no more requests to connect. */
    @Test
    void sendWhenTheTargetDoesNotTakeConnectionsThenTimeoutAndThePlaceIsFreeAgain() throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 16; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hole.getLocalPort()));
                fillers.add(filler);
            }
            try (GatewayFixture gateway = new GatewayFixture(
                    OneLoop.resources(),
                    "http://127.0.0.1:" + hole.getLocalPort(),
                    GatedTarget.ofOneLoop("max-connections=1", "max-waiting=1", "max-wait=1h"))) {
                gateway.timeouts = new CallTimeouts(200, 15_000, 15_000);
                for (int i = 0; i < 4; i++) {
                    assertThat(outcome(gateway)).isEqualTo("upstream_timeout");
                }
                for (SocketChannel filler : fillers) {
                    filler.close();
                }
                gateway.timeouts = new CallTimeouts(15_000, 15_000, 15_000);
                Thread server = new Thread(() -> answerAll(hole), "hole");
                server.setDaemon(true);
                server.start();
                assertThat(outcome(gateway)).isEqualTo("200 ok");
            }
        }
    }

    /** It takes the connection, and says nothing in the handshake. */
    @Test
    void sendWhenTheTargetDoesNotSpeakTlsThenTimeoutAndThePlaceIsFreeAgain() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    while (true) {
                        peer.read();
                    }
                });
                GatewayFixture gateway = new GatewayFixture(
                        OneLoop.resources(),
                        "https://127.0.0.1:" + target.port(),
                        GatedTarget.ofOneLoop("max-connections=1", "max-waiting=1", "max-wait=1h"))) {
            gateway.timeouts = new CallTimeouts(200, 15_000, 15_000);
            for (int i = 1; i <= 4; i++) {
                assertThat(outcome(gateway)).isEqualTo("upstream_timeout");
                assertThat(target.sawClose()).isTrue();
                assertThat(target.connections).as("each call tries for itself").hasValue(i);
            }
        }
    }

    private static String outcome(GatewayFixture gateway) throws IOException {
        try (RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            return GatedTarget.outcome(caller);
        }
    }

    private static void answerAll(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] some = new byte[1 << 10];
                if (socket.getInputStream().read(some) > 0) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                }
            } catch (IOException left) {
                // one of those that filled it, or the end of the test
            }
        }
    }
}
