package io.postern.gateway.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretReference;
import io.postern.gateway.expiry.ExpirySource;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.refresh.RefreshTimes;
import io.postern.gateway.refresh.RefreshedValue;
import io.postern.gateway.refresh.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Dynamic secrets: one lease for each credential in this process, renewed in the background at about half of its life for
 * as long as the credential is in memory, and replaced by another where it can't be renewed.
 *
 * <p>A lease that is replaced, or whose credential leaves memory, is left to end by itself: calls under way may still need
 * it. When the process stops, no call does, and every lease is revoked if Vault lets us.
 */
final class LeasedSecrets implements AutoCloseable, ExpirySource {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedSecrets.class);

    /** How soon after another a target that refuses what it is shown can cause a new lease. */
    private static final Duration BETWEEN_REPLACEMENTS = Duration.ofSeconds(10);

    private static final Duration LONGEST_REVOCATION = Duration.ofSeconds(5);

    private final Cache<SecretKey, Entry> kept;
    private final ReferencedSecrets referenced;
    private final RefreshTimes usual;
    private final Renewal renewal;
    private final SecretMeters meters;
    private final FailureLog log;
    private final Ticker ticker;

    private record Entry(LeaseReading reading, RefreshedValue<SecretBundle> value) {}

    LeasedSecrets(
            ReferencedSecrets referenced,
            SecretCacheProperties properties,
            SecretMeters meters,
            Ticker ticker,
            Scheduler scheduler) {
        this.referenced = referenced;
        this.meters = meters;
        this.ticker = ticker;
        log = new FailureLog(ticker);
        usual = properties.leaseTimes();
        renewal = new Renewal(scheduler, properties.maxStale());
        kept = Caffeine.newBuilder()
                .maximumSize(properties.maxEntries())
                .expireAfterAccess(properties.maxStale())
                .ticker(ticker)
                .evictionListener((@Nullable SecretKey key, @Nullable Entry entry, RemovalCause why) -> close(entry))
                .build();
        meters.leases(this);
    }

    /** The leased values, or a refusal with {@code SECRET_UNAVAILABLE}. Never completes empty and never fails. */
    Mono<Outcome<SecretBundle>> get(SecretKey key) {
        return entry(key).value().get();
    }

    /**
     * Other values than these, which a target refused: somebody may have revoked the lease. The same ones where there are
     * no others ({@link RefreshedValue#replace}).
     */
    Mono<Outcome<SecretBundle>> replace(SecretKey key, SecretBundle refused, long since) {
        Entry entry = entry(key);
        entry.reading().doNotRenew(refused);
        return entry.value().replace(refused, since, BETWEEN_REPLACEMENTS);
    }

    /** How long what a credential has lasts; null where it has nothing. */
    @Nullable Duration left(SecretKey key) {
        Entry entry = kept.getIfPresent(key);
        return entry == null ? null : entry.value().left();
    }

    long size() {
        kept.cleanUp();
        return kept.estimatedSize();
    }

    /** Until the end of the lease that ends first; null where there is none. */
    @Nullable Duration nextEnd() {
        Duration next = null;
        for (Entry entry : kept.asMap().values()) {
            Duration left = entry.value().left();
            if (left != null && (next == null || left.compareTo(next) < 0)) {
                next = left;
            }
        }
        return next;
    }

    @Override
    public String what() {
        return "lease";
    }

    @Override
    public void tell(BiConsumer<String, Instant> ends) {
        Instant now = Instant.now();
        kept.asMap().forEach((key, entry) -> {
            Duration left = entry.value().left();
            // One that has ended is of a credential that nobody uses, or stands among the failures.
            if (left != null && !left.isNegative() && key.source() instanceof SecretReference reference) {
                ends.accept(reference.credentialId(), now.plus(left));
            }
        });
    }

    private Entry entry(SecretKey key) {
        return Objects.requireNonNull(kept.get(key, this::made));
    }

    private Entry made(SecretKey key) {
        LeaseReading reading = new LeaseReading(key, referenced, usual, meters, log);
        return new Entry(reading, new RefreshedValue<>(reading, usual, ticker, renewal));
    }

    private static void close(@Nullable Entry entry) {
        if (entry != null) {
            entry.value().close();
        }
    }

    /** Takes a moment: Vault is asked to end what we have. */
    @Override
    public void close() {
        kept.asMap().values().forEach(LeasedSecrets::close);
        Flux.fromIterable(kept.asMap().values())
                .<SecretLease>handle((entry, leases) -> {
                    SecretLease lease = entry.reading().current();
                    if (lease != null) {
                        leases.next(lease);
                    }
                })
                .flatMap(
                        lease -> lease.revoke().onErrorResume(failure -> {
                            LOG.info(
                                    "A lease was not revoked, and ends by itself within {}: {}",
                                    lease.lifetime(),
                                    SecretFailures.reason(failure));
                            return Mono.empty();
                        }),
                        8)
                .then()
                .timeout(LONGEST_REVOCATION, Mono.empty())
                .block();
    }
}
