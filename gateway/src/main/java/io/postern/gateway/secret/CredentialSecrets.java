package io.postern.gateway.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.refresh.RefreshTimes;
import io.postern.gateway.refresh.RefreshedValue;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Step 6: the secret of a credential, from memory while it is there, else from its store.
 *
 * <p>What is kept is kept under the whole reference, its version included. A secret is read again in the background when
 * it is older than {@code ttl}; a call that finds one never waits for that. While the store is away, it is served until
 * its last successful read is {@code max-stale} ago; when the store says that it is gone, denied or broken, it is dropped
 * at once.
 */
public final class CredentialSecrets {

    private static final Mono<Outcome<SecretBundle>> NO_SECRET = Mono.just(Outcome.passed(SecretBundle.empty()));

    private final Cache<SecretRef, RefreshedValue<SecretBundle>> kept;
    private final RefreshTimes times;
    private final SecretReader reader;
    private final SecretMeters meters;
    private final Ticker ticker;
    private final FailureLog log;

    CredentialSecrets(SecretReader reader, SecretCacheProperties properties, SecretMeters meters, Ticker ticker) {
        this.reader = reader;
        this.meters = meters;
        this.ticker = ticker;
        log = new FailureLog(ticker);
        times = properties.times();
        kept = Caffeine.newBuilder()
                .maximumSize(properties.maxEntries())
                .expireAfterAccess(properties.maxStale())
                .ticker(ticker)
                .build();
        meters.gauges(this);
    }

    /** The secret that a proxy shows to its target; the empty bundle where its kind has none. As {@link #resolve(SecretRef)}. */
    public Mono<Outcome<SecretBundle>> resolve(InjectionPlan plan) {
        SecretRef ref = plan.secret();
        if (ref == null) {
            return plan.spec().secretNames().isEmpty() ? NO_SECRET : SecretFailures.NOT_CONFIGURED;
        }
        return resolve(ref);
    }

    /**
     * The secret at a reference, or a refusal with {@code SECRET_UNAVAILABLE}. Never completes empty and never fails;
     * answers at once where the secret is in memory.
     */
    public Mono<Outcome<SecretBundle>> resolve(SecretRef ref) {
        return Objects.requireNonNull(kept.get(ref, this::entry)).get();
    }

    private RefreshedValue<SecretBundle> entry(SecretRef ref) {
        return new RefreshedValue<>(new StoredSecretSource(ref, reader, times, meters, log), times, ticker);
    }

    long size() {
        kept.cleanUp();
        return kept.estimatedSize();
    }

    /** Since the read of the secret that was not read for longest; zero where none is kept. Looks at every entry. */
    Duration oldestAge() {
        Duration oldest = Duration.ZERO;
        for (RefreshedValue<SecretBundle> value : kept.asMap().values()) {
            Duration age = value.age();
            if (age != null && age.compareTo(oldest) > 0) {
                oldest = age;
            }
        }
        return oldest;
    }
}
