package io.postern.gateway.caller;

import io.postern.core.credential.JwtVerifyCallerSpec;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The registered claims (RFC 7519, section 4.1) against what a credential asks for. */
final class ClaimChecks {

    private final Clock clock;

    ClaimChecks(Clock clock) {
        this.clock = clock;
    }

    /**
     * Passes silently where the token is for this credential and this moment. {@code exp} is required: a token that
     * never ends could not be taken back. {@code nbf} is checked where it is there; {@code iat} is not looked at.
     */
    void check(JwtVerifyCallerSpec spec, Map<String, Object> claims) throws TokenRefusedException {
        double now = clock.millis() / 1000.0;
        double skew = spec.clockSkewSeconds();
        if (!claims.containsKey("exp")) {
            throw new TokenRefusedException("the token has no exp");
        }
        if (now >= seconds(claims, "exp") + skew) {
            throw new TokenRefusedException("the token has expired");
        }
        if (claims.containsKey("nbf") && now < seconds(claims, "nbf") - skew) {
            throw new TokenRefusedException("the token is not valid yet");
        }
        if (spec.issuer() != null && !spec.issuer().equals(claims.get("iss"))) {
            throw new TokenRefusedException("the token is of another issuer");
        }
        if (spec.audience() != null && !isFor(spec.audience(), claims.get("aud"))) {
            throw new TokenRefusedException("the token is for another audience");
        }
    }

    private static boolean isFor(String audience, @org.jspecify.annotations.Nullable Object claim) {
        return audience.equals(claim) || (claim instanceof List<?> several && several.contains(audience));
    }

    /** NumericDate: seconds since 1970, fractions allowed. */
    private static double seconds(Map<String, Object> claims, String name) throws TokenRefusedException {
        if (claims.get(name) instanceof Number number) {
            double seconds = number.doubleValue();
            if (Double.isFinite(seconds)) {
                return seconds;
            }
        }
        throw new TokenRefusedException("the token's " + name + " is no time");
    }
}
