package io.postern.gateway.secret;

import io.postern.core.secret.LeasedReference;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretLease;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.refresh.Reading;
import io.postern.gateway.refresh.RefreshSource;
import io.postern.gateway.refresh.RefreshTimes;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One credential's lease. Only one read is under way at a time; each renews the lease there is, or gets another. */
final class LeaseReading implements RefreshSource<SecretBundle> {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedSecrets.class);

    private final SecretKey key;
    private final LeasedReference reference;
    private final ReferencedSecrets referenced;
    private final RefreshTimes usual;
    private final SecretMeters meters;
    private final FailureLog log;

    private volatile @Nullable SecretLease current;
    private volatile @Nullable SecretBundle useless;

    LeaseReading(SecretKey key, ReferencedSecrets referenced, RefreshTimes usual, SecretMeters meters, FailureLog log) {
        this.key = key;
        this.reference = (LeasedReference) key.source();
        this.referenced = referenced;
        this.usual = usual;
        this.meters = meters;
        this.log = log;
    }

    @Nullable SecretLease current() {
        return current;
    }

    /** The next read gets another lease where it still has these values: a target does not take them any more. */
    void doNotRenew(SecretBundle refused) {
        useless = refused;
    }

    @Override
    public Mono<SecretBundle> read() {
        return reading().map(Reading::value);
    }

    @Override
    public Mono<Reading<SecretBundle>> reading() {
        return Mono.defer(() -> {
                    SecretLease lease = current;
                    SecretBundle refused = useless;
                    return lease == null || (refused != null && lease.values().equals(refused))
                            ? another()
                            : renewed(lease);
                })
                .map(lease -> {
                    current = lease;
                    return new Reading<>(lease.values(), times(lease.lifetime()));
                });
    }

    /** While Vault is away the lease that we have is the only one, and good until its end. */
    private Mono<SecretLease> renewed(SecretLease lease) {
        return lease.renewed()
                .doOnNext(renewed -> meters.leaseRenewed())
                .onErrorResume(failure -> SecretFailures.reason(failure) != Reason.UNAVAILABLE, failure -> {
                    LOG.debug("{} gets another lease: {}", reference.place(), SecretFailures.reason(failure));
                    return another();
                });
    }

    private Mono<SecretLease> another() {
        return referenced.lease(reference).doOnNext(lease -> {
            try {
                SecretReading.check(reference, key.spec(), lease.values());
            } catch (SecretStoreException e) {
                lease.revoke().subscribe(revoked -> {}, endsByItself -> {});
                throw e;
            }
            meters.leaseGranted();
        });
    }

    /** Renewed at half of its life or up to a tenth earlier, so that not all are at once; not used in its last tenth. */
    private RefreshTimes times(Duration life) {
        Duration positive = life.isNegative() ? Duration.ZERO : life;
        Duration tenth = positive.dividedBy(10);
        Duration end = positive.minus(tenth);
        Duration half =
                positive.dividedBy(2).minusNanos(ThreadLocalRandom.current().nextLong(tenth.toNanos() + 1));
        return usual.good(half, end, end);
    }

    @Override
    public boolean isFinal(Throwable failure) {
        return SecretFailures.reason(failure) != Reason.UNAVAILABLE;
    }

    @Override
    public Refusal refusal(Throwable failure) {
        return SecretFailures.refusal(reference, failure, usual.failureTtl());
    }

    @Override
    public void served(Served how) {
        meters.served(how);
    }

    @Override
    public void failed(Throwable failure) {
        Reason reason = SecretFailures.reason(failure);
        meters.readFailed(reason);
        log.failed(reference, reason, failure);
    }
}
