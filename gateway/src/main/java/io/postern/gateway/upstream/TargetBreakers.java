package io.postern.gateway.upstream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.postern.core.plan.TargetPlan;
import io.postern.core.target.TargetUrl;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One circuit breaker for each target and its present URL, so that no tenant can shut off another's target of the same
 * host. Those of targets that were not called for an hour are forgotten.
 */
final class TargetBreakers {

    private static final int TARGETS_KEPT = 100_000;

    private final boolean enabled;
    private final Duration openFor;
    private final LoadingCache<Key, CircuitBreaker> breakers;

    private record Key(String targetId, TargetUrl url) {}

    TargetBreakers(UpstreamProperties.Breaker properties) {
        enabled = properties.enabled();
        openFor = properties.openFor();
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(properties.calls())
                .minimumNumberOfCalls(Math.min(properties.leastCalls(), properties.calls()))
                .failureRateThreshold(properties.failurePercent())
                .waitDurationInOpenState(properties.openFor())
                .permittedNumberOfCallsInHalfOpenState(properties.probes())
                .writableStackTraceEnabled(false)
                .build();
        breakers = Caffeine.newBuilder()
                .maximumSize(TARGETS_KEPT)
                .expireAfterAccess(Duration.ofHours(1))
                // Here and now: to wake a thread costs more than what there is to tidy up.
                .executor(Runnable::run)
                .build(key -> CircuitBreaker.of(key.targetId(), config));
    }

    CircuitBreaker breaker(TargetPlan target) {
        return breakers.get(new Key(target.targetId(), target.url()));
    }

    /** Asks to make one call; null where the target is to be left alone. What is given must be ended exactly once. */
    @Nullable Permit acquire(TargetPlan target) {
        if (!enabled) {
            return new Permit(null);
        }
        CircuitBreaker breaker = breaker(target);
        return breaker.tryAcquirePermission() ? new Permit(breaker) : null;
    }

    /** How many are in this state. One that is open stays so until the next call asks. Looks at every one. */
    long count(CircuitBreaker.State state) {
        return breakers.asMap().values().stream()
                .filter(breaker -> breaker.getState() == state)
                .count();
    }

    /** At most how long a target is left alone. */
    Duration openFor() {
        return openFor;
    }

    /** The right to make one call. Only the first ending counts. */
    static final class Permit {

        private final @Nullable CircuitBreaker breaker;
        private final long began = System.nanoTime();
        private boolean ended;

        private Permit(@Nullable CircuitBreaker breaker) {
            this.breaker = breaker;
        }

        /** The target answered, whatever it answered. */
        void answered() {
            if (breaker != null && !ended) {
                ended = true;
                breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            }
        }

        /** The target did not answer, and that is its doing. */
        void failed(Throwable failure) {
            if (breaker != null && !ended) {
                ended = true;
                breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, failure);
            }
        }

        /** Nothing was learned of the target. */
        void release() {
            if (breaker != null && !ended) {
                ended = true;
                breaker.releasePermission();
            }
        }
    }
}
