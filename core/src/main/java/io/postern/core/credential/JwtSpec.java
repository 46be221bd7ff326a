package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.key.JwtSigner;
import io.postern.core.key.PrivateKeys;
import io.postern.core.secret.SecretBundle;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JWT (RFC 7519) in {@code Authorization: Bearer}, or wherever {@code inject} says: a fixed one, or one that the gateway
 * signs itself and renews.
 *
 * <p>Secret of a fixed one: {@code token}. Of a signed one: {@code privateKey} (PEM, or a JSON Web Key), or {@code sharedSecret}
 * with HS256, HS384 and HS512; and the names that {@code inject} uses beside {@code token}.
 *
 * @param algorithm with which the gateway signs (RFC 7518, section 3.1); null: a fixed token, and no other field
 * @param keyId the header's {@code kid}; null: none
 * @param claims any JSON; {@code iat}, {@code nbf}, {@code exp} and {@code jti} are the gateway's own
 * @param lifetimeSeconds from {@code iat} to {@code exp}: 30 to 86,400; 300 where left out
 * @param inject where the token goes, as {@code {{token}}}; {@code Authorization: Bearer} where left out
 */
@CredentialKind("jwt")
public record JwtSpec(
        @Nullable String algorithm,
        @Nullable String keyId,
        @Nullable ObjectNode claims,
        @Nullable Integer lifetimeSeconds,
        @Nullable List<Placement> inject)
        implements TargetCredentialSpec, FetchedTokenSpec {

    private static final String PRIVATE_KEY = "privateKey";
    private static final String SHARED_SECRET = "sharedSecret";

    /** RFC 7519, section 4.1: those that say when and how often a token counts. */
    private static final List<String> OWN_CLAIMS = List.of("iat", "nbf", "exp", "jti");

    public JwtSpec {
        if (algorithm == null) {
            onlyWhenSigned(keyId, "keyId");
            onlyWhenSigned(claims, "claims");
            onlyWhenSigned(lifetimeSeconds, "lifetimeSeconds");
        } else {
            if (!JwtSigner.ASYMMETRIC.contains(algorithm) && !JwtSigner.SYMMETRIC.contains(algorithm)) {
                throw InvalidFieldsException.of(
                        "must be one of " + String.join(", ", JwtSigner.ASYMMETRIC) + ", "
                                + String.join(", ", JwtSigner.SYMMETRIC),
                        "algorithm");
            }
            if (keyId != null && (keyId.isEmpty() || keyId.length() > 1024)) {
                throw InvalidFieldsException.of("must have 1 to 1024 characters", "keyId");
            }
            claims = claims == null ? JsonMapper.shared().createObjectNode() : claims.deepCopy();
            for (String own : OWN_CLAIMS) {
                if (claims.has(own)) {
                    throw InvalidFieldsException.of("is set by the gateway itself", "claims", own);
                }
            }
            if (claims.toString().length() > 8192) {
                throw InvalidFieldsException.of("is longer than 8192 characters", "claims");
            }
            lifetimeSeconds = lifetimeSeconds == null ? 300 : lifetimeSeconds;
            if (lifetimeSeconds < 30 || lifetimeSeconds > 86_400) {
                throw InvalidFieldsException.of("must be from 30 to 86400", "lifetimeSeconds");
            }
        }
        inject = inject == null ? BEARER : List.copyOf(inject);
        if (inject.isEmpty() || inject.size() > 32) {
            throw InvalidFieldsException.of("must have 1 to 32 placements", "inject");
        }
        for (String name : names(inject)) {
            if (name.equals(PRIVATE_KEY) || name.equals(SHARED_SECRET)) {
                throw InvalidFieldsException.of("must not place " + name + ", which signs", "inject");
            }
        }
        if (!names(inject).contains(TOKEN)) {
            throw InvalidFieldsException.of("must place {{token}}", "inject");
        }
    }

    private static void onlyWhenSigned(@Nullable Object value, String field) {
        if (value != null) {
            throw InvalidFieldsException.of("goes with an algorithm only", field);
        }
    }

    private static Set<String> names(List<Placement> inject) {
        Set<String> names = new LinkedHashSet<>();
        inject.forEach(placement -> names.addAll(placement.value().names()));
        return names;
    }

    @Override
    public List<Placement> inject() {
        return Objects.requireNonNull(inject);
    }

    /** Without an algorithm the stored token is placed as it is. */
    @Override
    public boolean fetches() {
        return algorithm != null;
    }

    @Override
    public Set<String> secretNames() {
        Set<String> names = names(inject());
        if (algorithm != null) {
            names.remove(TOKEN);
            names.add(keyName());
        }
        return names;
    }

    @Override
    public Object secretForm() {
        return algorithm == null ? "" : algorithm;
    }

    private String keyName() {
        return JwtSigner.SYMMETRIC.contains(algorithm) ? SHARED_SECRET : PRIVATE_KEY;
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        SecretChecks.names(secretNames(), secret);
        if (algorithm == null) {
            SecretChecks.fieldValues(secret);
            return;
        }
        SecretChecks.fieldValues(secret.without(keyName()));
        signer(secret);
    }

    @Override
    public @Nullable Instant storedEnd(SecretBundle secret) {
        return algorithm == null ? SecretEnds.ofJwt(TOKEN, secret) : null;
    }

    /**
     * What signs this credential's tokens; for one that has an algorithm.
     *
     * @throws InvalidFieldsException with paths inside {@code credentialSecret}, where the key is none for the algorithm
     * @throws java.util.NoSuchElementException where it is missing
     */
    public JwtSigner signer(SecretBundle secret) {
        String with = Objects.requireNonNull(algorithm);
        try {
            return keyName().equals(SHARED_SECRET)
                    ? JwtSigner.of(with, secret.value(SHARED_SECRET))
                    : JwtSigner.of(with, PrivateKeys.readPemOrJwk(secret.value(PRIVATE_KEY)));
        } catch (InvalidFieldsException e) {
            throw e.under(keyName());
        }
    }
}
