package io.postern.gateway.secret;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.refresh.RefreshSource.Served;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts what the cache of secrets does: {@code postern.secrets.served} by {@code how}, {@code postern.secrets.read.failures}
 * by {@code reason}, and the gauges {@code postern.secrets.kept} and {@code postern.secrets.oldest.age}. No tag names a
 * secret or its place.
 */
final class SecretMeters {

    private final Map<Served, Counter> served = new EnumMap<>(Served.class);
    private final Map<Reason, Counter> failures = new EnumMap<>(Reason.class);
    private final MeterRegistry registry;

    SecretMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Served how : Served.values()) {
            served.put(
                    how,
                    Counter.builder("postern.secrets.served")
                            .description("Calls that needed a secret, by how they were answered")
                            .tag("how", word(how))
                            .register(registry));
        }
        for (Reason reason : Reason.values()) {
            failures.put(
                    reason,
                    Counter.builder("postern.secrets.read.failures")
                            .description("Reads of the secret store that failed, by reason")
                            .tag("reason", word(reason))
                            .register(registry));
        }
    }

    void gauges(CredentialSecrets secrets) {
        Gauge.builder("postern.secrets.kept", secrets, CredentialSecrets::size)
                .description("Secrets in memory")
                .register(registry);
        Gauge.builder(
                        "postern.secrets.oldest.age",
                        secrets,
                        kept -> kept.oldestAge().toMillis() / 1000.0)
                .description("Since the last successful read of the secret that was not read for longest")
                .baseUnit("seconds")
                .register(registry);
    }

    void served(Served how) {
        counter(served.get(how)).increment();
    }

    void readFailed(Reason reason) {
        counter(failures.get(reason)).increment();
    }

    private static Counter counter(@org.jspecify.annotations.Nullable Counter counter) {
        return java.util.Objects.requireNonNull(counter);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
