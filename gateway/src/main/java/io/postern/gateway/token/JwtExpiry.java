package io.postern.gateway.token;

import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How long a JWT (RFC 7519) says that it is good. Its signature is the target's affair, not ours. */
final class JwtExpiry {

    private JwtExpiry() {}

    /** @throws TokenFailure where the token is no JWT, has no {@code exp}, or one that has passed */
    static Duration left(SecretValue token, Instant now) {
        String[] parts = token.reveal().split("\\.", -1);
        if (parts.length != 3) {
            throw TokenFailure.answer("token", "is not a JWT");
        }
        JsonNode exp = claims(parts[1]).path("exp");
        if (!exp.isNumber()) {
            throw TokenFailure.answer("token", "is a JWT without an exp that is a number");
        }
        // Seconds, which may have a fraction (RFC 7519, section 2: NumericDate); a century at most.
        double left = Math.min(exp.doubleValue() - now.toEpochMilli() / 1_000.0, 3_155_760_000.0);
        if (!(left >= 0.001)) {
            throw TokenFailure.answer("token", "is a JWT whose exp has passed");
        }
        return Duration.ofMillis((long) (left * 1_000));
    }

    private static JsonNode claims(String part) {
        try {
            return JsonMapper.shared()
                    .readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JacksonException e) {
            throw TokenFailure.answer("token", "is not a JWT");
        }
    }
}
