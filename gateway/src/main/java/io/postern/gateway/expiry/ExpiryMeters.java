package io.postern.gateway.expiry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * {@code postern.credential.expiry.timestamp}: when what a credential has ends, in seconds since 1970, by {@code credential} and
 * {@code what}. Of each kind only those that end first, so that the number of series has a bound. Looked at anew every
 * {@value #EVERY_SECONDS} seconds. The id of a credential is no secret, and no caller can choose it.
 */
public final class ExpiryMeters implements AutoCloseable {

    private static final int EVERY_SECONDS = 15;

    private final List<Watched> watched;
    private final int most;
    private final Disposable looking;

    private record Watched(ExpirySource source, MultiGauge gauge) {}

    /** @param most credentials of each kind; 0: none, and nothing is looked at */
    public ExpiryMeters(MeterRegistry registry, List<ExpirySource> sources, int most) {
        this.most = most;
        watched = sources.stream()
                .map(source -> new Watched(
                        source,
                        MultiGauge.builder("postern.credential.expiry.timestamp")
                                .description("When what the credential has ends, in seconds since 1970")
                                .baseUnit("seconds")
                                .tag("what", source.what())
                                .register(registry)))
                .toList();
        looking = most == 0
                ? () -> {}
                : Schedulers.boundedElastic()
                        .schedulePeriodically(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks now. */
    void look() {
        for (Watched one : watched) {
            Map<String, Instant> ends = new HashMap<>();
            // A certificate that was replaced may be in use for a little longer: what counts is the later one.
            one.source().tell((credential, at) -> ends.merge(credential, at, (a, b) -> a.isAfter(b) ? a : b));
            one.gauge()
                    .register(
                            ends.entrySet().stream()
                                    .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                                    .limit(most)
                                    .map(entry -> MultiGauge.Row.of(
                                            Tags.of("credential", entry.getKey()),
                                            entry.getValue().getEpochSecond()))
                                    .toList(),
                            true);
        }
    }

    @Override
    public void close() {
        looking.dispose();
    }
}
