package io.postern.gateway.limit;

import static io.postern.gateway.limit.RateLimiterContract.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Of {@link ClusterRateLimiter} what no server can be made to show. */
class ClusterRateLimiterTest {

    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final CircuitBreaker breaker = LimitConfiguration.breaker();
    private final Queue<Mono<Long>> answers = new ArrayDeque<>();
    private final ClusterRateLimiter limiter = new ClusterRateLimiter(
            new LocalRateLimiter(WINDOW, Ticker.systemTicker()),
            (proxyId, limit, window) -> answers.remove(),
            WINDOW,
            new Away(WhenAway.LOCAL, 1),
            breaker,
            new ClusterLimitMeters(new SimpleMeterRegistry(), breaker));

    /** As the filter does: whatever the call does next, its end cancels what came before. */
    private Disposable callThatGoesOn() {
        return limiter.acquire(plan("prx_1", 100), Runnable::run)
                .flatMap(permit -> Mono.never())
                .subscribe();
    }

    @Test
    void acquireWhenOneTriesAndACallThatPassedBeforeIsCancelledThenNoOtherOneTries() {
        answers.addAll(List.of(Mono.just(99L), Mono.never()));
        Disposable before = callThatGoesOn();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        callThatGoesOn();

        before.dispose();

        assertThat(breaker.tryAcquirePermission()).isFalse();
    }

    @Test
    void acquireWhenTheOneThatTriesIsCancelledThenTheNextOneTries() {
        answers.add(Mono.never());
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        Disposable trying = callThatGoesOn();
        assertThat(breaker.tryAcquirePermission()).isFalse();

        trying.dispose();

        assertThat(breaker.tryAcquirePermission()).isTrue();
    }
}
