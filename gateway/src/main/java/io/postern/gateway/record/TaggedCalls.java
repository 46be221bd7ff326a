package io.postern.gateway.record;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.postern.core.request.EndedBy;
import io.postern.gateway.upstream.UpstreamResult;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls by whose they are: the first so many clients or targets have a tag of their own until the process ends, and all
 * others share {@code other}, so that the number of series has a bound however many there are.
 */
final class TaggedCalls {

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final int most;
    private final String tag;
    private final Map<String, Meters> own = new ConcurrentHashMap<>();
    private final Meters other;
    private volatile boolean full;

    private TaggedCalls(MeterRegistry registry, int most, String tag) {
        this.registry = registry;
        this.most = most;
        this.tag = tag;
        other = new Meters(registry, tag, OTHER);
    }

    /** @param most 0: null, and nothing is counted */
    static @Nullable TaggedCalls upTo(int most, MeterRegistry registry, String tag) {
        return most == 0 ? null : new TaggedCalls(registry, most, tag);
    }

    void ended(String id, CallOutcome outcome, @Nullable UpstreamResult result) {
        Meters meters = own.get(id);
        if (meters == null) {
            meters = full ? other : admitted(id);
        }
        Objects.requireNonNull(meters.calls.get(outcome.by())).increment();
        if (result != null) {
            meters.upstreamTime.record(result.firstByte());
        }
    }

    private synchronized Meters admitted(String id) {
        if (own.size() >= most) {
            full = true;
            return own.getOrDefault(id, other);
        }
        return own.computeIfAbsent(id, absent -> new Meters(registry, tag, id));
    }

    private static final class Meters {

        private final Map<EndedBy, Counter> calls = new EnumMap<>(EndedBy.class);
        private final Timer upstreamTime;

        private Meters(MeterRegistry registry, String tag, String value) {
            for (EndedBy by : EndedBy.values()) {
                calls.put(
                        by,
                        Counter.builder("postern." + tag + ".calls")
                                .description("Calls by " + tag + ", and by who ended them")
                                .tag(tag, value)
                                .tag("by", by.word())
                                .register(registry));
            }
            upstreamTime = Timer.builder("postern." + tag + ".upstream.time")
                    .description("From the request's sending until the target's answer begins, by " + tag)
                    .tag(tag, value)
                    .register(registry);
        }
    }
}
