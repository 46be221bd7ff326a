package io.postern.gateway.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * How counting together goes: the timer {@code postern.limit.redis.answers}, the counters {@code postern.limit.redis.failures}
 * and {@code postern.limit.alone}, and the gauge {@code postern.limit.redis.up}.
 */
final class ClusterLimitMeters {

    private final Timer answers;
    private final Counter failures;
    private final Counter alone;

    ClusterLimitMeters(MeterRegistry registry, CircuitBreaker breaker) {
        answers = Timer.builder("postern.limit.redis.answers")
                .description("Calls that were counted in Redis, and how long that took")
                .register(registry);
        failures = Counter.builder("postern.limit.redis.failures")
                .description("Calls that Redis gave no answer in time")
                .register(registry);
        alone = Counter.builder("postern.limit.alone")
                .description("Calls with a limit that this gateway counted alone, or refused, because Redis was away")
                .register(registry);
        Gauge.builder("postern.limit.redis.up", breaker, now -> now.getState() == CircuitBreaker.State.CLOSED ? 1 : 0)
                .description("1 while limits are counted in Redis")
                .register(registry);
    }

    void answered(long tookNanos) {
        answers.record(tookNanos, TimeUnit.NANOSECONDS);
    }

    void failed() {
        failures.increment();
    }

    void alone() {
        alone.increment();
    }
}
