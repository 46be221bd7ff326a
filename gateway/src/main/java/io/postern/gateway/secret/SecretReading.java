package io.postern.gateway.secret;

import io.postern.core.credential.CredentialSpec;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.refresh.RefreshSource;
import io.postern.gateway.refresh.RefreshTimes;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One credential's secret where it lies. */
record SecretReading(
        SecretKey key,
        Function<SecretSource, Mono<SecretBundle>> reader,
        RefreshTimes times,
        SecretMeters meters,
        FailureLog log)
        implements RefreshSource<SecretBundle> {

    @Override
    public Mono<SecretBundle> read() {
        return reader.apply(key.source()).doOnNext(values -> check(key.source(), key.spec(), values));
    }

    /** What somebody else wrote was never checked against the kind. The error names the values, and shows none. */
    static void check(SecretSource source, @Nullable CredentialSpec spec, SecretBundle values) {
        try {
            if (spec != null) {
                spec.checkSecret(values);
            }
        } catch (InvalidFieldsException e) {
            throw new SecretStoreException(Reason.CORRUPT, source.place() + ": " + e.getMessage());
        }
    }

    @Override
    public boolean isFinal(Throwable failure) {
        return SecretFailures.reason(failure) != Reason.UNAVAILABLE;
    }

    @Override
    public Refusal refusal(Throwable failure) {
        return SecretFailures.refusal(key.source(), failure, times.failureTtl());
    }

    @Override
    public void served(Served how) {
        meters.served(how);
    }

    @Override
    public void failed(Throwable failure) {
        Reason reason = SecretFailures.reason(failure);
        meters.readFailed(reason);
        log.failed(key.source(), reason, failure);
    }
}
