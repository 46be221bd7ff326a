package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JWT (RFC 7519) that somebody else signs for the caller: checked against the keys at {@code jwksUri} (RFC 7517), or
 * against a shared secret. Secret: none, or {@code sharedSecret}.
 *
 * @param jwksUri where the signer publishes its keys; null: the secret has {@code sharedSecret}
 * @param issuer what {@code iss} must be, to the letter; null: not checked
 * @param audience what {@code aud} must be or contain; null: not checked
 * @param algorithms the signature algorithms that are accepted (RFC 7518, section 3.1), {@code none} never among them
 * @param clockSkewSeconds how far the clocks may differ for {@code exp} and {@code nbf}: 0 to 300, 60 where left out
 */
@CredentialKind("jwtVerify")
public record JwtVerifyCallerSpec(
        @Nullable URI jwksUri,
        @Nullable String issuer,
        @Nullable String audience,
        @Nullable List<String> algorithms,
        @Nullable Integer clockSkewSeconds)
        implements CallerCredentialSpec {

    private static final List<String> ASYMMETRIC =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    private static final List<String> SYMMETRIC = List.of("HS256", "HS384", "HS512");

    public JwtVerifyCallerSpec {
        if (jwksUri != null
                && (jwksUri.getHost() == null
                        || !("https".equalsIgnoreCase(jwksUri.getScheme())
                                || "http".equalsIgnoreCase(jwksUri.getScheme())))) {
            throw InvalidFieldsException.of("must be an http(s) URL with a host", "jwksUri");
        }
        if (jwksUri != null && (jwksUri.getUserInfo() != null || jwksUri.getFragment() != null)) {
            throw InvalidFieldsException.of("must have no user information and no fragment", "jwksUri");
        }
        // One key type, one family of algorithms: a public key must never be taken for a shared secret (RFC 8725, 3.1).
        List<String> possible = jwksUri != null ? ASYMMETRIC : SYMMETRIC;
        if (algorithms == null) {
            algorithms = jwksUri != null ? List.of("RS256", "ES256", "PS256", "EdDSA") : List.of("HS256");
        }
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || !possible.containsAll(algorithms)) {
            throw InvalidFieldsException.of(
                    (jwksUri != null ? "with jwksUri, must be among " : "without jwksUri, must be among ")
                            + String.join(", ", possible),
                    "algorithms");
        }
        if (clockSkewSeconds == null) {
            clockSkewSeconds = 60;
        }
        if (clockSkewSeconds < 0 || clockSkewSeconds > 300) {
            throw InvalidFieldsException.of("must be from 0 to 300", "clockSkewSeconds");
        }
    }

    @Override
    public List<String> algorithms() {
        return Objects.requireNonNull(algorithms);
    }

    @Override
    public Integer clockSkewSeconds() {
        return Objects.requireNonNull(clockSkewSeconds);
    }

    @Override
    public boolean keepsOnlyAHash() {
        return false;
    }

    @Override
    public Set<String> secretNames() {
        return jwksUri == null ? Set.of("sharedSecret") : Set.of();
    }

    /** How long the shared secret must be depends on the algorithm. */
    @Override
    public Object secretForm() {
        return algorithms();
    }

    @Override
    public Map<String, URI> addresses() {
        return jwksUri == null ? Map.of() : Map.of("jwksUri", jwksUri);
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        if (jwksUri == null && !secret.has("sharedSecret")) {
            throw InvalidFieldsException.of("is required where credentialConfig has no jwksUri", "sharedSecret");
        }
        SecretChecks.names(secretNames(), secret);
        if (jwksUri == null) {
            int bytes = secret.value("sharedSecret").reveal().getBytes(StandardCharsets.UTF_8).length;
            int longest = algorithms().stream()
                    .mapToInt(algorithm -> Integer.parseInt(algorithm.substring(2)) / 8)
                    .max()
                    .orElseThrow();
            if (bytes < longest) {
                // RFC 7518, section 3.2
                throw InvalidFieldsException.of("must be at least " + longest + " bytes", "sharedSecret");
            }
        }
    }
}
