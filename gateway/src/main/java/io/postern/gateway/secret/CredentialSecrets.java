package io.postern.gateway.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.StoredReference;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.refresh.RefreshTimes;
import io.postern.gateway.refresh.RefreshedValue;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Step 6: the secret of a credential, from memory while it is there, else from its store.
 *
 * <p>What is kept is kept under all that decides the value, a version included. A secret is read again in the background when
 * it is older than {@code ttl}; a call that finds one never waits for that. While the store is away, it is served until
 * its last successful read is {@code max-stale} ago; when the store says that it is gone, denied or broken, it is dropped
 * at once.
 */
public final class CredentialSecrets {

    private static final Mono<Outcome<SecretBundle>> NO_SECRET = Mono.just(Outcome.passed(SecretBundle.empty()));

    private final Cache<SecretKey, RefreshedValue<SecretBundle>> kept;
    private final RefreshTimes times;
    private final SecretReader reader;
    private final ReferencedSecrets referenced;
    private final LeasedSecrets leased;
    private final SecretMeters meters;
    private final Ticker ticker;
    private final FailureLog log;

    CredentialSecrets(
            SecretReader reader,
            ReferencedSecrets referenced,
            LeasedSecrets leased,
            SecretCacheProperties properties,
            SecretMeters meters,
            Ticker ticker) {
        this.reader = reader;
        this.referenced = referenced;
        this.leased = leased;
        this.meters = meters;
        this.ticker = ticker;
        log = new FailureLog(ticker);
        times = properties.times();
        kept = Caffeine.newBuilder()
                .maximumSize(properties.maxEntries())
                .expireAfterAccess(properties.maxStale())
                .ticker(ticker)
                // Here and now: to wake a thread costs more than what there is to tidy up.
                .executor(Runnable::run)
                .build();
        meters.gauges(this);
    }

    /** The secret that a proxy shows to its target; the empty bundle where its kind has none. */
    public Mono<Outcome<SecretBundle>> resolve(InjectionPlan plan) {
        SecretSource source = plan.secret();
        if (source == null) {
            return plan.spec().secretNames().isEmpty() ? NO_SECRET : SecretFailures.NOT_CONFIGURED;
        }
        return resolve(source, plan.spec());
    }

    /**
     * The secret of a credential of that kind, or a refusal with {@code SECRET_UNAVAILABLE}. Never completes empty and never
     * fails; answers at once where the secret is in memory.
     */
    public Mono<Outcome<SecretBundle>> resolve(SecretSource source, CredentialSpec spec) {
        return resolve(SecretKey.of(source, spec));
    }

    /** As {@link #resolve(SecretSource, CredentialSpec)}, of a secret in our own store, which was checked when it was written. */
    public Mono<Outcome<SecretBundle>> resolve(SecretRef ref) {
        return resolve(new SecretKey(ref, null));
    }

    private Mono<Outcome<SecretBundle>> resolve(SecretKey key) {
        return key.source() instanceof LeasedReference
                ? leased.get(key)
                : Objects.requireNonNull(kept.get(key, this::entry)).get();
    }

    /**
     * How long the secret that {@link #resolve(InjectionPlan)} gave can be used; null where it has no end of its own, or
     * nothing was given.
     */
    public @Nullable Duration left(SecretSource source, CredentialSpec spec) {
        return source instanceof LeasedReference ? leased.left(SecretKey.of(source, spec)) : null;
    }

    /** The secret where it is in memory, without using it: neither read nor kept for longer; null where it is not. */
    @Nullable SecretBundle peek(SecretSource source, CredentialSpec spec) {
        RefreshedValue<SecretBundle> value = source instanceof LeasedReference
                ? null
                : kept.policy().getIfPresentQuietly(SecretKey.of(source, spec));
        return value == null ? null : value.kept();
    }

    /**
     * Whether a secret that a target refuses may be replaced by another: a dynamic one, whose lease somebody may have
     * revoked.
     */
    public static boolean isReplaceable(InjectionPlan plan) {
        return plan.secret() instanceof LeasedReference;
    }

    /**
     * Another secret than this one, which a target refused; itself where there is no other. Of a plan that
     * {@link #isReplaceable}.
     *
     * @param since by {@link #now()}, when the call asked for its secret
     */
    public Mono<Outcome<SecretBundle>> replace(InjectionPlan plan, SecretBundle refused, long since) {
        return leased.replace(SecretKey.of(Objects.requireNonNull(plan.secret()), plan.spec()), refused, since);
    }

    public long now() {
        return ticker.read();
    }

    private RefreshedValue<SecretBundle> entry(SecretKey key) {
        return new RefreshedValue<>(new SecretReading(key, this::read, times, meters, log), times, ticker);
    }

    private Mono<SecretBundle> read(SecretSource source) {
        if (source instanceof SecretRef ref) {
            return reader.read(ref);
        }
        return referenced.read((StoredReference) source);
    }

    long size() {
        kept.cleanUp();
        return kept.estimatedSize();
    }

    /** How many are kept although the last attempt to read them anew failed. Looks at every entry. */
    long overdue() {
        return kept.asMap().values().stream().filter(RefreshedValue::isOverdue).count();
    }

    /** Of those, since the last successful read of the oldest; zero where there is none. */
    Duration overdueAge() {
        return kept.asMap().values().stream()
                .filter(RefreshedValue::isOverdue)
                .map(RefreshedValue::age)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
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
