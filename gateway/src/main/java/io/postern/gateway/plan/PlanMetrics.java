package io.postern.gateway.plan;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an operator watches of the plans.
 *
 * <ul>
 *   <li>{@code postern.gateway.plans}: how many proxies are served
 *   <li>{@code postern.gateway.plans.uncompiled}: proxies that go on with an old plan, or none, since their rows make none
 *   <li>{@code postern.gateway.plans.revision}: the change that was applied last
 *   <li>{@code postern.gateway.plans.behind}: how many changes this gateway has heard of and not applied
 *   <li>{@code postern.gateway.plans.lag}: how long ago the change log was last read to its end
 *   <li>{@code postern.gateway.plans.delay}: from the writing of a change to its effect, by PostgreSQL's clock and ours
 *   <li>{@code postern.gateway.plans.loads}: readings of the whole configuration, by reason
 *   <li>{@code postern.gateway.plans.listening}: 1 while PostgreSQL tells us of changes, 0 while only the poll finds them
 * </ul>
 */
final class PlanMetrics {

    private static final String PREFIX = "postern.gateway.plans";

    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer delay;
    private volatile Instant lastRead;
    private volatile boolean listening;
    private final AtomicLong newest = new AtomicLong();

    PlanMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.lastRead = clock.instant();
        this.delay = Timer.builder(PREFIX + ".delay")
                .description("From the writing of a change to its effect")
                .publishPercentileHistogram()
                .register(registry);
        TimeGauge.builder(PREFIX + ".lag", this, TimeUnit.MILLISECONDS, PlanMetrics::lagMillis)
                .description("Since the change log was last read to its end")
                .register(registry);
        Gauge.builder(PREFIX + ".listening", this, metrics -> metrics.listening ? 1 : 0)
                .description("Whether PostgreSQL tells us of changes")
                .register(registry);
    }

    void watch(PlanTable table, PlanSync sync) {
        Gauge.builder(PREFIX, table, PlanTable::size)
                .description("Proxies that are served")
                .register(registry);
        Gauge.builder(PREFIX + ".uncompiled", sync, PlanSync::uncompiled)
                .description("Proxies whose rows make no plan")
                .register(registry);
        Gauge.builder(PREFIX + ".revision", sync, PlanSync::revision)
                .description("The change that was applied last")
                .register(registry);
        Gauge.builder(PREFIX + ".behind", this, metrics -> Math.max(0, metrics.newest.get() - sync.revision()))
                .description("Changes that were heard of and not applied")
                .register(registry);
    }

    /** There is a change of this number. */
    void heardOf(long revision) {
        newest.accumulateAndGet(revision, Math::max);
    }

    /** The log was read from its beginning; what was heard of another one, before a restore, counts no more. */
    void beganAnew(long revision) {
        newest.set(revision);
    }

    void read() {
        lastRead = clock.instant();
    }

    void applied(Changes changes) {
        Duration since = Duration.between(changes.oldest(), clock.instant());
        delay.record(since.isNegative() ? Duration.ZERO : since);
    }

    void loaded(String reason) {
        Counter.builder(PREFIX + ".loads")
                .description("Readings of the whole configuration")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    void listening(boolean now) {
        listening = now;
    }

    private double lagMillis() {
        return Duration.between(lastRead, clock.instant()).toMillis();
    }
}
