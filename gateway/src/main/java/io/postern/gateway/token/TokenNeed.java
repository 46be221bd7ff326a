package io.postern.gateway.token;

import io.postern.core.key.ClientCertificate;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretValue;
import org.jspecify.annotations.Nullable;

/**
 * The credential that needs a token: all that a source is told.
 *
 * @param ref where its secret lies; null where the kind has none
 * @param secret its values as they are stored
 * @param certificate what a token server is shown in the handshake (RFC 8705); null: nothing
 * @param previous the token that this process had of it before, which is to be replaced; null: none
 */
public record TokenNeed<S>(
        String credentialId,
        S spec,
        @Nullable SecretSource ref,
        SecretBundle secret,
        @Nullable ClientCertificate certificate,
        @Nullable SecretValue previous) {

    /** A need of a credential without a client certificate, which had no token yet. */
    public TokenNeed(String credentialId, S spec, @Nullable SecretSource ref, SecretBundle secret) {
        this(credentialId, spec, ref, secret, null, null);
    }
}
