package io.postern.gateway.requestlog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts what becomes of ended calls: {@code postern.requestlog.written}, {@code postern.requestlog.dropped} by
 * {@code reason}, and the gauge {@code postern.requestlog.waiting}.
 */
final class RequestLogMeters {

    /** Why a call is not in the log. */
    enum Dropped {
        /** More waited than may. */
        FULL,
        /** PostgreSQL did not take it: a right or the table is missing, or a constraint forbids the row. */
        REFUSED,
        /** The gateway stopped before it was written. */
        STOPPED
    }

    private final Counter written;
    private final Map<Dropped, Counter> dropped = new EnumMap<>(Dropped.class);

    private final MeterRegistry registry;

    RequestLogMeters(MeterRegistry registry) {
        this.registry = registry;
        written = Counter.builder("postern.requestlog.written")
                .description("Ended calls that are in the request log")
                .register(registry);
        for (Dropped reason : Dropped.values()) {
            dropped.put(
                    reason,
                    Counter.builder("postern.requestlog.dropped")
                            .description("Ended calls that the request log lacks, by reason")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Shows how many wait. */
    void watch(Supplier<Number> waiting) {
        Gauge.builder("postern.requestlog.waiting", waiting)
                .description("Ended calls that wait to be written")
                .register(registry);
    }

    void written(int calls) {
        written.increment(calls);
    }

    void dropped(Dropped reason, int calls) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment(calls);
        }
    }
}
