package io.postern.gateway.token;

import io.postern.core.key.JwtClaims;
import io.postern.core.secret.SecretValue;
import java.time.Duration;
import java.time.Instant;

/** How long a JWT (RFC 7519) says that it is good. Its signature is the target's affair, not ours. */
final class JwtExpiry {

    private static final Duration CENTURY = Duration.ofDays(36_525);

    private JwtExpiry() {}

    /** @throws TokenFailure where the token is no JWT, has no {@code exp}, or one that has passed */
    static Duration left(SecretValue token, Instant now) {
        Instant end = JwtClaims.ofUnverified(token)
                .orElseThrow(() -> TokenFailure.answer("token", "is not a JWT"))
                .end()
                .orElseThrow(() -> TokenFailure.answer("token", "is a JWT without an exp that is a number"));
        Duration left = Duration.between(now, end);
        if (left.toMillis() < 1) {
            throw TokenFailure.answer("token", "is a JWT whose exp has passed");
        }
        return left.compareTo(CENTURY) > 0 ? CENTURY : left;
    }
}
