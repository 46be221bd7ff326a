package io.postern.gateway.secret;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** What the failures of a secret store mean to a call. */
final class SecretFailures {

    private static final Refusal UNAVAILABLE =
            Refusal.of(RefusalCode.SECRET_UNAVAILABLE, "The target's secret is not available");

    /** A plan that names no secret for a kind that has one: never a reason to call without it. */
    static final Mono<Outcome<SecretBundle>> NOT_CONFIGURED =
            Mono.just(Outcome.refused(UNAVAILABLE.withDetail("the credential has no secret yet")));

    private SecretFailures() {}

    /** A failure that the store did not explain, a time-out among them, counts as the store being away. */
    static Reason reason(Throwable failure) {
        return failure instanceof SecretStoreException known ? known.reason() : Reason.UNAVAILABLE;
    }

    /** Every call gets the same words; the log gets the reason and the place, neither of which is secret. */
    static Refusal refusal(SecretSource source, Throwable failure, Duration retryAfter) {
        Reason reason = reason(failure);
        Refusal refusal = UNAVAILABLE.withDetail(reason + ": secret " + source.place());
        return reason == Reason.UNAVAILABLE ? refusal.retryAfter(retryAfter) : refusal;
    }
}
