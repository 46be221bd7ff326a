package io.postern.gateway.secret;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.refresh.RefreshSource;
import io.postern.gateway.refresh.RefreshTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** One secret in its store. */
record StoredSecretSource(SecretRef ref, SecretReader reader, RefreshTimes times, SecretMeters meters)
        implements RefreshSource<SecretBundle> {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialSecrets.class);

    @Override
    public Mono<SecretBundle> read() {
        return reader.read(ref);
    }

    @Override
    public boolean isFinal(Throwable failure) {
        return SecretFailures.reason(failure) != Reason.UNAVAILABLE;
    }

    @Override
    public Refusal refusal(Throwable failure) {
        return SecretFailures.refusal(ref, failure, times.failureTtl());
    }

    @Override
    public void served(Served how) {
        meters.served(how);
    }

    /** The failure's own text stays out of the log: only the stores' exceptions promise to hold no secret. */
    @Override
    public void failed(Throwable failure) {
        Reason reason = SecretFailures.reason(failure);
        meters.readFailed(reason);
        LOG.warn(
                "Reading secret {}:{} version {} failed: {} ({})",
                ref.store(),
                ref.path(),
                ref.version(),
                reason,
                failure.getClass().getSimpleName());
    }
}
