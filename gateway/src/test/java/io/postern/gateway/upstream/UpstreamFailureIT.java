package io.postern.gateway.upstream;

import static io.postern.gateway.failure.RefusalCode.UPSTREAM_BROKEN;
import static io.postern.gateway.failure.RefusalCode.UPSTREAM_BUSY;
import static io.postern.gateway.failure.RefusalCode.UPSTREAM_TIMEOUT;
import static io.postern.gateway.failure.RefusalCode.UPSTREAM_UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.proxy.CallTimeouts;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a call whose target fails. */
class UpstreamFailureIT {

    @Test
    void sendWhenNothingListensThenUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertRefused("http://127.0.0.1:" + port, UPSTREAM_UNREACHABLE);
    }

    @Test
    void sendWhenNameDoesNotExistThenUnreachable() throws Exception {
        assertRefused("http://no-such-name.invalid", UPSTREAM_UNREACHABLE);
    }

    @Test
    void sendWhenConnectionIsResetThenUnreachable() throws Exception {
        assertRefused(
                peer -> {
                    peer.request();
                    peer.reset();
                },
                UPSTREAM_UNREACHABLE);
    }

    @Test
    void sendWhenConnectionIsClosedBeforeAnAnswerThenBroken() throws Exception {
        assertRefused(RawTarget.Peer::request, UPSTREAM_BROKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok"
            })
    void sendWhenAnswerIsNoWholeHttpMessageThenBroken(String bytes) throws Exception {
        assertRefused(
                peer -> {
                    peer.request();
                    peer.write(bytes);
                },
                UPSTREAM_BROKEN);
    }

    @Test
    void sendWhenHeadersAreLongerThanAllowedThenBroken() throws Exception {
        assertRefused(
                peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nX: " + "x".repeat(40_000) + "\r\nContent-Length: 0\r\n\r\n");
                    peer.read();
                },
                UPSTREAM_BROKEN);
    }

    @Test
    void sendWhenTargetDoesNotAnswerThenTimeoutAndTheConnectionIsClosed() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.timeouts = new CallTimeouts(5_000, 200, 10_000);
            assertThat(RawCaller.get(gateway.port(), "/a?key=secret")).startsWith("HTTP/1.1 504 ");
            Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.code()).isEqualTo(UPSTREAM_TIMEOUT);
            assertThat(refusal.toString()).doesNotContain("secret");
            assertThat(target.sawClose()).isTrue();
        }
    }

    @Test
    void sendWhenConnectingTakesTooLongThenTimeout() throws Exception {
        // A target that never answers the first TLS message: connecting includes the handshake.
        try (RawTarget target = new RawTarget(peer -> {
                    while (true) {
                        peer.read();
                    }
                });
                GatewayFixture gateway = new GatewayFixture("https://127.0.0.1:" + target.port())) {
            gateway.timeouts = new CallTimeouts(200, 10_000, 10_000);
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 504 ");
            assertThat(gateway.nextRefusal().detail()).contains("connecting");
        }
    }

    @Test
    void sendWhenTheAnswerStopsThenTheCallerSeesATruncatedMessage() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            gateway.timeouts = new CallTimeouts(5_000, 5_000, 1_000);
            assertThat(RawCaller.get(gateway.port(), "/a"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("3\r\none\r\n")
                    .doesNotContain("\r\n0\r\n");
            assertThat(gateway.nextResult().completed()).isFalse();
            assertThat(target.sawClose()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\nnonsense\r\n",
                "Content-Length: 100000\r\n\r\none"
            })
    void sendWhenTheAnswerBreaksOffThenTheCallerSeesATruncatedMessage(String rest) throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\n" + rest);
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            String answer = RawCaller.get(gateway.port(), "/a");
            assertThat(answer).doesNotContain("\r\n0\r\n").doesNotContain("HTTP/1.1 5");
            assertThat(gateway.nextResult().completed()).isFalse();
        }
    }

    @Test
    void sendWhenTheCallersBodyStopsThenTimeout() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.head();
                    while (true) {
                        peer.read();
                    }
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            gateway.timeouts = new CallTimeouts(5_000, 100, 1_000);
            caller.write("POST /a HTTP/1.1\r\nHost: gateway\r\nContent-Length: 1000\r\n\r\nsome");
            assertThat(caller.rest()).startsWith("HTTP/1.1 504 ");
            assertThat(gateway.nextRefusal().detail()).contains("sending the body");
            assertThat(target.sawClose()).isTrue();
        }
    }

    @Test
    void sendWhenNoConnectionIsFreeThenBusy() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url(), "max-connections=1", "max-waiting=1")) {
            // One connection and one waiting call for each event loop, so that one more must be refused.
            int calls = 2 * reactor.netty.resources.LoopResources.DEFAULT_IO_WORKER_COUNT + 1;
            for (int i = 0; i < calls; i++) {
                RawCaller caller = new RawCaller(gateway.port());
                caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
            }
            assertThat(gateway.nextRefusal().code()).isEqualTo(UPSTREAM_BUSY);
            release.countDown();
            assertThat(gateway.nextResult().status()).isEqualTo(200);
        }
    }

    @Test
    void sendWhenTheCallerLeavesThenTheConnectionToTheTargetIsClosed() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            try (RawCaller caller = new RawCaller(gateway.port())) {
                caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
                target.nextHead();
            }
            assertThat(target.sawClose()).isTrue();
            await().untilAtomic(gateway.cancelled, org.hamcrest.Matchers.is(1));
        }
    }

    @Test
    void sendWhenTheCallerLeavesDuringTheAnswerThenTheConnectionToTheTargetIsClosed() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            try (RawCaller caller = new RawCaller(gateway.port())) {
                caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
                caller.until("one\r\n");
            }
            assertThat(target.sawClose()).isTrue();
        }
    }

    @Test
    void sendWhenTheTargetSpeaksUnaskedThenTheNextCallerDoesNotGetIt() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    while (true) {
                        peer.request();
                        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                    }
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
                assertThat(caller.answer()).endsWith("\r\n\r\nok");
                assertThat(target.sawClose()).isTrue();
            }
        }
    }

    private static void assertRefused(RawTarget.Script script, RefusalCode code) throws Exception {
        try (RawTarget target = new RawTarget(script)) {
            assertRefused(target.url(), code);
        }
    }

    private static void assertRefused(String url, RefusalCode code) throws Exception {
        try (GatewayFixture gateway = new GatewayFixture(url)) {
            String answer = RawCaller.get(gateway.port(), "/a?key=secret");
            Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.code()).as("%s", refusal).isEqualTo(code);
            assertThat(answer).startsWith("HTTP/1.1 " + code.status() + " ").contains(code.word());
            assertThat(refusal.toString()).doesNotContain("secret");
        }
    }
}
