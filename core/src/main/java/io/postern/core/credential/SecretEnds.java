package io.postern.core.credential;

import io.postern.core.key.JwtClaims;
import io.postern.core.secret.SecretBundle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When stored values say that they end. */
final class SecretEnds {

    private SecretEnds() {}

    /** The {@code exp} of the value of that name (RFC 7519, section 4.1.4); null where it is missing, no JWT, or has none. */
    static @Nullable Instant ofJwt(String name, SecretBundle secret) {
        return secret.has(name)
                ? JwtClaims.ofUnverified(secret.value(name))
                        .flatMap(JwtClaims::end)
                        .orElse(null)
                : null;
    }
}
