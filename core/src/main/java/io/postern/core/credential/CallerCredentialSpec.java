package io.postern.core.credential;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.Optional;

/**
 * A kind of credential that a caller shows to the gateway. To add one: its record here, its authenticator in the gateway
 * (a start-up check looks for it), a subclass of {@code CallerKindContract}, and its page under {@code docs/credentials}.
 */
public sealed interface CallerCredentialSpec extends CredentialSpec
        permits ApiKeyCallerSpec, BearerCallerSpec, BasicAuthCallerSpec, JwtCallerSpec, JwtVerifyCallerSpec {

    /**
     * What a caller of this kind has to show, as one text whose keyed hash is all that is kept of it; empty where the
     * kind is not checked by comparing, so that its secret, if any, goes to the secret store.
     */
    default Optional<SecretValue> comparable(SecretBundle secret) {
        return Optional.empty();
    }

    /** Whether nothing of its secret is kept but what {@link #comparable} hashes. */
    default boolean keepsOnlyAHash() {
        return true;
    }

    /** A place that only callers with this credential use; empty: the usual ones. */
    default Optional<CallerPlace> ownPlace() {
        return Optional.empty();
    }
}
