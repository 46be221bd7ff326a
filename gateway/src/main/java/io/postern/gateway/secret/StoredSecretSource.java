package io.postern.gateway.secret;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReader;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.refresh.RefreshSource;
import io.postern.gateway.refresh.RefreshTimes;
import reactor.core.publisher.Mono;

/** One secret in its store. */
record StoredSecretSource(SecretRef ref, SecretReader reader, RefreshTimes times, SecretMeters meters, FailureLog log)
        implements RefreshSource<SecretBundle> {

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

    @Override
    public void failed(Throwable failure) {
        Reason reason = SecretFailures.reason(failure);
        meters.readFailed(reason);
        log.failed(ref, reason, failure);
    }
}
