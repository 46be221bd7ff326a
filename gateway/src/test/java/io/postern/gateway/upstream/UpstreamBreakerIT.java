package io.postern.gateway.upstream;

import static io.postern.gateway.failure.RefusalCode.UPSTREAM_BROKEN;
import static io.postern.gateway.failure.RefusalCode.UPSTREAM_CIRCUIT_OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.postern.core.plan.TargetPlan;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a target is left alone. */
class UpstreamBreakerIT {

    private static final String[] QUICK = {
        "breaker.calls=4", "breaker.least-calls=4", "breaker.probes=1", "breaker.open-for=300ms"
    };
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void sendWhenTheTargetKeepsFailingThenItIsLeftAloneAndTriedAgain() throws Exception {
        boolean[] healthy = new boolean[1];
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    if (healthy[0]) {
                        peer.write(OK);
                    }
                });
                GatewayFixture gateway = new GatewayFixture(target.url(), QUICK)) {
            for (int i = 0; i < 4; i++) {
                RawCaller.get(gateway.port(), "/a");
                assertThat(gateway.nextRefusal().code()).isEqualTo(UPSTREAM_BROKEN);
            }
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 503 ");
            Refusal refusal = gateway.nextRefusal();
            assertThat(refusal.code()).isEqualTo(UPSTREAM_CIRCUIT_OPEN);
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(300));
            assertThat(target.connections).hasValue(4);
            assertThat(gateway.call.breakers().count(CircuitBreaker.State.OPEN)).isEqualTo(1);
            healthy[0] = true;
            await().until(() -> RawCaller.get(gateway.port(), "/a").startsWith("HTTP/1.1 200 "));
            assertThat(state(gateway, target)).isEqualTo(CircuitBreaker.State.CLOSED);
        }
    }

    @Test
    void sendWhenTheTargetAnswersErrorsThenItIsNotLeftAlone() throws Exception {
        try (RawTarget target = RawTarget.answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
                GatewayFixture gateway = new GatewayFixture(target.url(), QUICK)) {
            for (int i = 0; i < 10; i++) {
                assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 500 ");
            }
            assertThat(state(gateway, target)).isEqualTo(CircuitBreaker.State.CLOSED);
        }
    }

    @Test
    void sendWhenCallersLeaveThenNothingIsHeldAgainstTheTargetAndNoProbeIsLost() throws Exception {
        boolean[] healthy = new boolean[1];
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    if (healthy[0]) {
                        peer.write(OK);
                    } else {
                        peer.read();
                    }
                });
                GatewayFixture gateway = new GatewayFixture(target.url(), QUICK)) {
            gateway.timeouts = new CallTimeouts(5_000, 100, 10_000);
            for (int i = 0; i < 4; i++) {
                RawCaller.get(gateway.port(), "/a");
            }
            assertThat(state(gateway, target)).isEqualTo(CircuitBreaker.State.OPEN);
            gateway.timeouts = new CallTimeouts(5_000, 10_000, 10_000);
            breaker(gateway, target).transitionToHalfOpenState();
            for (int i = 0; i < 5; i++) {
                // Each takes the only probe, and leaves without an answer.
                int before = gateway.cancelled.get();
                try (RawCaller caller = new RawCaller(gateway.port())) {
                    target.heads.clear();
                    caller.write("GET /left HTTP/1.1\r\nHost: gateway\r\n\r\n");
                    target.nextHead();
                }
                await().until(() -> gateway.cancelled.get() > before);
            }
            healthy[0] = true;
            assertThat(RawCaller.get(gateway.port(), "/a")).startsWith("HTTP/1.1 200 ");
            assertThat(state(gateway, target)).isEqualTo(CircuitBreaker.State.CLOSED);
        }
    }

    private static CircuitBreaker breaker(GatewayFixture gateway, RawTarget target) {
        return gateway.call
                .breakers()
                .breaker(new TargetPlan("tgt_1", TargetUrl.parse(target.url()), EncodedSlashes.KEEP, OwnLinks.REWRITE));
    }

    private static CircuitBreaker.State state(GatewayFixture gateway, RawTarget target) {
        return breaker(gateway, target).getState();
    }
}
