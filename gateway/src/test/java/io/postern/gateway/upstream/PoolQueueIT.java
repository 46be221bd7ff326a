package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.proxy.CallTimeouts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls when all connections to their target are in use. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class PoolQueueIT {

    @Test
    void sendWhenAllConnectionsAreInUseThenCallsWaitInTheirOrder() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=2", "max-waiting=10")) {
            List<RawCaller> callers = new ArrayList<>();
            callers.add(gated.get("/0"));
            callers.add(gated.get("/1"));
            List<GatedTarget.Arrival> served = new ArrayList<>(List.of(gated.next(), gated.next()));
            for (int i = 2; i < 10; i++) {
                callers.add(gated.getBehind(i - 2, "/" + i));
            }
            assertThat(gated.quiet()).isTrue();
            for (int i = 2; i < 10; i++) {
                served.get(i - 2).ok();
                served.add(gated.next());
                assertThat(served.get(i).path()).isEqualTo("/" + i);
            }
            served.get(8).ok();
            served.get(9).ok();
            for (int i = 0; i < 10; i++) {
                assertThat(GatedTarget.outcome(callers.get(i))).isEqualTo("200 /" + i);
            }
            assertThat(gated.target.connections).hasValue(2);
        }
    }

    @Test
    void sendWhenTooManyWaitThenBusyAtOnceAndTheOthersAreServed() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1", "max-waiting=2", "max-wait=1h")) {
            List<RawCaller> callers = new ArrayList<>();
            callers.add(gated.get("/0"));
            GatedTarget.Arrival first = gated.next();
            callers.add(gated.getBehind(0, "/1"));
            callers.add(gated.getBehind(1, "/2"));
            for (int i = 0; i < 3; i++) {
                assertThat(GatedTarget.outcome(gated.get("/busy"))).isEqualTo("upstream_busy");
            }
            gated.awaitGauges(1, 0, 2, 1);
            first.ok();
            gated.next().ok();
            gated.next().ok();
            for (int i = 0; i < 3; i++) {
                assertThat(GatedTarget.outcome(callers.get(i))).isEqualTo("200 /" + i);
            }
            assertThat(gated.served("/after")).isEqualTo(1);
        }
    }

    @Test
    void sendWhenOneClientHasEveryConnectionInUseThenAnothersCallGoesByOneOfItsOwn() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1", "max-waiting=1", "max-wait=1h")) {
            RawCaller holding = gated.get("/holding");
            GatedTarget.Arrival held = gated.next();
            RawCaller waiting = gated.getBehind(0, "/waiting");
            gated.gateway.clientId = "client_2";
            RawCaller other = gated.get("/other");
            gated.next().ok();
            assertThat(GatedTarget.outcome(other)).isEqualTo("200 /other");
            held.ok();
            gated.next().ok();
            assertThat(GatedTarget.outcome(holding)).isEqualTo("200 /holding");
            assertThat(GatedTarget.outcome(waiting)).isEqualTo("200 /waiting");
            assertThat(gated.target.connections).as("nothing is shared").hasValue(2);
        }
    }

    @Test
    void sendWhenAWaitTakesTooLongThenBusyAndTheTargetNeverHearsOfIt() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1", "max-waiting=2", "max-wait=200ms")) {
            RawCaller first = gated.get("/first");
            GatedTarget.Arrival arrival = gated.next();
            assertThat(GatedTarget.outcome(gated.get("/late"))).isEqualTo("upstream_busy");
            gated.awaitGauges(1, 0, 0, 1);
            arrival.ok();
            assertThat(GatedTarget.outcome(first)).isEqualTo("200 /first");
            assertThat(gated.served("/after")).isEqualTo(1);
        }
    }

    @Test
    void sendWhenTheProxysConnectTimeOutIsShorterThenTimeout() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1", "max-wait=1h")) {
            RawCaller first = gated.get("/first");
            GatedTarget.Arrival arrival = gated.next();
            CallTimeouts before = gated.gateway.timeouts;
            gated.gateway.timeouts = new CallTimeouts(200, 15_000, 15_000);
            assertThat(GatedTarget.outcome(gated.get("/late"))).isEqualTo("upstream_timeout");
            gated.awaitGauges(1, 0, 0, 1);
            gated.gateway.timeouts = before;
            arrival.ok();
            assertThat(GatedTarget.outcome(first)).isEqualTo("200 /first");
            assertThat(gated.served("/after")).isEqualTo(1);
        }
    }

    @Test
    void sendWhenAWaitingCallerLeavesThenItsPlaceIsFree() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1", "max-waiting=2")) {
            RawCaller first = gated.get("/first");
            GatedTarget.Arrival arrival = gated.next();
            for (int i = 0; i < 5; i++) {
                RawCaller leaving = gated.getBehind(0, "/left");
                gated.getBehind(1, "/left-too").close();
                leaving.close();
                gated.awaitGauge("waiting", 0);
            }
            RawCaller patient = gated.getBehind(0, "/patient");
            arrival.ok();
            assertThat(GatedTarget.outcome(first)).isEqualTo("200 /first");
            GatedTarget.Arrival next = gated.next();
            assertThat(next.path()).isEqualTo("/patient");
            next.ok();
            assertThat(GatedTarget.outcome(patient)).isEqualTo("200 /patient");
            gated.awaitGauges(0, 1, 0, 0);
        }
    }

    /** However a call ends, its connection's place goes to the next one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{close}",
                "{reset}",
                "HTTP/1.1 200 OK~Content-Length: 5~~ok{close}",
                "HTTP/1.1 200 OK~Content-Length: 100000~~ok{turn}{reset}",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~{turn}zz~",
                "HTTP/1.1 200 OK~Connection: close~Content-Length: 2~~ok",
                "HTTP/1.1 200 OK~Content-Length: 2~~okpoison",
                "HTTP/1.1 200 OK~Content-Length: 2~~okHTTP/1.1 200 OK~Content-Length: 6~~poison",
                "HTTP/1.1 200 OK~~ok{turn}{close}",
                "SSH-2.0-OpenSSH_9.2~~"
            })
    void sendWhenAConnectionEndsThenTheCallThatWaitsGetsItsPlace(String answer) throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1")) {
            for (int round = 0; round < 3; round++) {
                RawCaller first = gated.ask("POST", "/first");
                GatedTarget.Arrival arrival = gated.next();
                RawCaller waiting = gated.getBehind(0, "/waiting");
                arrival.play(answer);
                assertThat(GatedTarget.outcome(first)).isIn("200 ok", "cut", "upstream_broken", "upstream_unreachable");
                GatedTarget.Arrival next = gated.next();
                assertThat(next.path()).isEqualTo("/waiting");
                assertThat(next.connection()).isNotEqualTo(arrival.connection());
                next.ok();
                assertThat(GatedTarget.outcome(waiting)).isEqualTo("200 /waiting");
                gated.awaitGauges(0, 1, 0, 0);
            }
        }
    }

    @Test
    void sendWhenACallerLeavesWhoseCallIsUnderWayThenTheCallThatWaitsGetsItsPlace() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1")) {
            for (String said : new String[] {"", "HTTP/1.1 200 OK~Content-Length: 100000~~some"}) {
                RawCaller leaving = gated.get("/left");
                GatedTarget.Arrival arrival = gated.next();
                RawCaller waiting = gated.getBehind(0, "/waiting");
                arrival.play(said);
                if (!said.isEmpty()) {
                    leaving.until("some");
                }
                leaving.close();
                GatedTarget.Arrival next = gated.next();
                assertThat(next.path()).isEqualTo("/waiting");
                next.ok();
                assertThat(GatedTarget.outcome(waiting)).isEqualTo("200 /waiting");
            }
        }
    }

    @Test
    void sendWhenTheTargetIsTooSlowThenTheCallThatWaitsGetsItsPlace() throws Exception {
        try (GatedTarget gated = new GatedTarget("max-connections=1")) {
            CallTimeouts patient = gated.gateway.timeouts;
            gated.gateway.timeouts = new CallTimeouts(15_000, 300, 15_000);
            RawCaller slow = gated.get("/slow");
            gated.next();
            gated.gateway.timeouts = patient;
            RawCaller waiting = gated.getBehind(0, "/waiting");
            assertThat(GatedTarget.outcome(slow)).isEqualTo("upstream_timeout");
            gated.next().ok();
            assertThat(GatedTarget.outcome(waiting)).isEqualTo("200 /waiting");
        }
    }

    /**
     * The octets behind an answer come in one segment with it, and may be read in another piece: at whatever length of the answer
     * that is, the call that waits does not get them.
     */
    @ParameterizedTest
    @ValueSource(ints = {64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void sendWhenACallWaitsThenItDoesNotGetWhatWasBehindTheAnswerBefore(int size) throws Exception {
        String poison = "HTTP/1.1 200 OK~Content-Length: 6~~poison";
        try (GatedTarget gated = new GatedTarget("max-connections=1")) {
            for (int less = 0; less < 4; less++) {
                for (String behind : new String[] {poison, poison.substring(0, 10), poison + poison}) {
                    String head = "HTTP/1.1 200 OK~Content-Length: " + Math.max(0, size - 60) + "~~";
                    RawCaller first = gated.get("/first");
                    GatedTarget.Arrival arrival = gated.next();
                    RawCaller waiting = gated.getBehind(0, "/waiting");
                    int length = size - HostileTarget.octets(head).length() - less;
                    String body = "b".repeat(Math.max(0, length));
                    arrival.play("HTTP/1.1 200 OK~Content-Length: " + body.length() + "~~" + body + behind);
                    assertThat(GatedTarget.outcome(first)).isEqualTo("200 " + body);
                    GatedTarget.Arrival next = gated.next();
                    assertThat(next.path()).isEqualTo("/waiting");
                    next.ok();
                    assertThat(GatedTarget.outcome(waiting)).isEqualTo("200 /waiting");
                }
            }
        }
    }
}
