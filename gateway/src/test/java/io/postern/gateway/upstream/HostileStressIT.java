package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.proxy.CallTimeouts;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many calls at once, on few connections, to a target that is in another mood each time: each gets its own answer, or sees that it got none. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
class HostileStressIT {

    private static final int CALLERS = 24;
    private static final int CALLS = 40;

    @Test
    void sendWhenTheTargetDoesAllOfItAtOnceThenEachCallerGetsItsOwnAnswerOrNone() throws Exception {
        Set<MoodyTarget> moods = IntStream.range(0, CALLERS * CALLS)
                .mapToObj(MoodyTarget::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(MoodyTarget.class)));
        assertThat(moods).containsExactlyInAnyOrder(MoodyTarget.values());

        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (RawTarget target = new RawTarget(MoodyTarget::serve);
                GatewayFixture gateway =
                        new GatewayFixture(target.url(), GatedTarget.ofOneLoop("max-connections=2", "max-wait=15s"))) {
            gateway.timeouts = new CallTimeouts(15_000, 15_000, 15_000);
            new UpstreamMeters(meters).pools(gateway.clients.pools());
            List<Callable<List<String>>> calls = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller * CALLS;
                calls.add(() -> calls(gateway.port(), first));
            }
            List<String> wrong = new ArrayList<>();
            for (Future<List<String>> done : callers.invokeAll(calls)) {
                wrong.addAll(done.get());
            }
            assertThat(wrong).isEmpty();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(meters.get("postern.upstream.connections")
                                .tags("pool", "calls", "state", "active")
                                .gauge()
                                .value())
                        .isZero();
                assertThat(meters.get("postern.upstream.waiting")
                                .tag("pool", "calls")
                                .gauge()
                                .value())
                        .isZero();
            });
        } finally {
            callers.shutdownNow();
        }
    }

    /** One after another on one connection, for as long as the gateway keeps it. What should not have been. */
    private static List<String> calls(int port, int first) throws IOException {
        List<String> wrong = new ArrayList<>();
        RawCaller caller = new RawCaller(port);
        try {
            for (int id = first; id < first + CALLS; id++) {
                CallerAnswer answer = call(caller, id);
                if (!MoodyTarget.of(id).allows(id, answer.outcome())
                        || !answer.header("x-poison").isEmpty()) {
                    wrong.add(MoodyTarget.of(id) + " " + id + ": " + answer);
                }
                if (!answer.whole() || answer.header("connection").contains("close")) {
                    caller.close();
                    caller = new RawCaller(port);
                }
            }
        } finally {
            caller.close();
        }
        return wrong;
    }

    private static CallerAnswer call(RawCaller caller, int id) throws IOException {
        try {
            caller.write(MoodyTarget.request(id));
        } catch (SocketException closed) {
            // It was answered before all of it was sent.
        }
        return CallerAnswer.read(caller.socket.getInputStream(), false);
    }
}
