package io.postern.gateway.secret;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.refresh.RefreshSource.Served;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts what the cache of secrets does: {@code postern.secrets.served} by {@code how}, {@code postern.secrets.read.failures}
 * by {@code reason}, {@code postern.secrets.leases.granted} and {@code .renewed}, and the gauges {@code postern.secrets.kept},
 * {@code postern.secrets.oldest.age}, {@code postern.secrets.overdue}, {@code postern.secrets.overdue.age}, {@code postern.secrets.leases.kept} and {@code .next.end}. No tag names a
 * secret or its place.
 */
final class SecretMeters {

    private final Map<Served, Counter> served = new EnumMap<>(Served.class);
    private final Map<Reason, Counter> failures = new EnumMap<>(Reason.class);
    private final Counter granted;
    private final Counter renewed;
    private final MeterRegistry registry;

    SecretMeters(MeterRegistry registry) {
        this.registry = registry;
        granted = Counter.builder("postern.secrets.leases.granted")
                .description("Leases that Vault gave, the first ones and those in place of others")
                .register(registry);
        renewed = Counter.builder("postern.secrets.leases.renewed")
                .description("Renewals of leases")
                .register(registry);
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

    void leases(LeasedSecrets leases) {
        Gauge.builder("postern.secrets.leases.kept", leases, LeasedSecrets::size)
                .description("Credentials with a lease in memory, or on its way")
                .register(registry);
        Gauge.builder("postern.secrets.leases.next.end", leases, SecretMeters::nextEnd)
                .description("Until the lease that ends first can't be used any more; NaN where there is none")
                .baseUnit("seconds")
                .register(registry);
    }

    private static double nextEnd(LeasedSecrets leases) {
        Duration next = leases.nextEnd();
        return next == null ? Double.NaN : next.toMillis() / 1000.0;
    }

    void leaseGranted() {
        granted.increment();
    }

    void leaseRenewed() {
        renewed.increment();
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
        Gauge.builder("postern.secrets.overdue", secrets, CredentialSecrets::overdue)
                .description("Secrets in memory whose last read failed")
                .register(registry);
        Gauge.builder(
                        "postern.secrets.overdue.age",
                        secrets,
                        kept -> kept.overdueAge().toMillis() / 1000.0)
                .description("Since the last successful read of the oldest secret whose last read failed")
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
