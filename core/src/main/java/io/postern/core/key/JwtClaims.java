package io.postern.core.key;

import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a JWT (RFC 7519) says of itself, without a look at its signature: good for knowing when one of our own tokens ends, and
 * never for knowing who somebody is.
 */
public final class JwtClaims {

    /** The last second of the year 9999: what is later never ends. */
    private static final double LAST = 253_402_300_799.0;

    private final JsonNode claims;

    private JwtClaims(JsonNode claims) {
        this.claims = claims;
    }

    /** Empty where the text is no signed JWT whose claims can be read. */
    public static Optional<JwtClaims> ofUnverified(SecretValue token) {
        String[] parts = token.reveal().split("\\.", 4);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JwtClaims(JsonMapper.shared()
                    .readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** {@code exp}, to the millisecond; empty where there is none that is a number. */
    public Optional<Instant> end() {
        JsonNode exp = claims.path("exp");
        if (!exp.isNumber()) {
            return Optional.empty();
        }
        // Seconds, which may have a fraction and be any number (RFC 7519, section 2: NumericDate).
        double seconds = Math.max(0, Math.min(exp.doubleValue(), LAST));
        return Optional.of(Instant.ofEpochMilli((long) (seconds * 1_000)));
    }

    /** Without the claims: they may say more of somebody than a log should have. */
    @Override
    public String toString() {
        return "JwtClaims";
    }
}
