package io.postern.gateway.caller;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key that signatures are checked with.
 *
 * @param id its {@code kid}; null where it has none
 * @param algorithms those it can be used with, by its type and by what its signer says of it: no key ever serves another
 *     family of algorithms (RFC 8725, section 3.1)
 */
record VerificationKey(@Nullable String id, Set<String> algorithms, Verifier verifier) {

    private static final int MIN_RSA_BITS = 2048;

    // A signer's own keys may be as large as it likes, but others wait while a signature is checked with them.
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_RSA_EXPONENT_BITS = 64;
    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

    /** The signature check itself. */
    @FunctionalInterface
    interface Verifier {
        boolean verify(String algorithm, byte[] signingInput, byte[] signature) throws JOSEException;
    }

    /** Reads a published key (RFC 7517, RFC 8037); empty where it is not for signatures, too weak, too large, or of a type that we don't know. */
    static Optional<VerificationKey> of(JWK jwk) {
        if ((jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse()))
                || (jwk.getKeyOperations() != null && !jwk.getKeyOperations().contains(KeyOperation.VERIFY))) {
            return Optional.empty();
        }
        try {
            if (jwk instanceof RSAKey key) {
                return isUsual(key) ? of(jwk, RSA, nimbus(new RSASSAVerifier(key.toRSAPublicKey()))) : Optional.empty();
            }
            if (jwk instanceof ECKey key) {
                ECDSAVerifier verifier = new ECDSAVerifier(key.toECPublicKey());
                Set<String> possible = verifier.supportedJWSAlgorithms().stream()
                        .map(JWSAlgorithm::getName)
                        .collect(Collectors.toSet());
                return of(jwk, possible, nimbus(verifier));
            }
            if (jwk instanceof OctetKeyPair key) {
                return EdwardsVerifier.of(key).flatMap(verifier -> of(jwk, Set.of("EdDSA"), verifier));
            }
            return Optional.empty();
        } catch (JOSEException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    private static boolean isUsual(RSAKey key) {
        return key.size() >= MIN_RSA_BITS
                && key.size() <= MAX_RSA_BITS
                && key.getPublicExponent().decodeToBigInteger().bitLength() <= MAX_RSA_EXPONENT_BITS;
    }

    /** A secret that the signer and we share. */
    static VerificationKey shared(byte[] secret) throws JOSEException {
        MACVerifier verifier = new MACVerifier(secret);
        Set<String> possible = verifier.supportedJWSAlgorithms().stream()
                .map(JWSAlgorithm::getName)
                .collect(Collectors.toSet());
        return new VerificationKey(null, possible, nimbus(verifier));
    }

    private static Optional<VerificationKey> of(JWK jwk, Set<String> possible, Verifier verifier) {
        if (jwk.getAlgorithm() == null) {
            return Optional.of(new VerificationKey(jwk.getKeyID(), possible, verifier));
        }
        String only = jwk.getAlgorithm().getName();
        if (possible.contains("EdDSA") && (only.equals("Ed25519") || only.equals("Ed448"))) {
            // RFC 9864 has names of their own for what RFC 8037 calls EdDSA.
            only = "EdDSA";
        }
        return possible.contains(only)
                ? Optional.of(new VerificationKey(jwk.getKeyID(), Set.of(only), verifier))
                : Optional.empty();
    }

    /** With a header of our own making: nothing of the token's header but its algorithm gets there. */
    private static Verifier nimbus(JWSVerifier verifier) {
        return (algorithm, signingInput, signature) -> verifier.verify(
                new JWSHeader(JWSAlgorithm.parse(algorithm)), signingInput, Base64URL.encode(signature));
    }

    /** False too where the signature is not even well-formed. */
    boolean verifies(JsonWebToken token) {
        if (!algorithms.contains(token.algorithm())) {
            return false;
        }
        try {
            return verifier.verify(token.algorithm(), token.signingInput(), token.signatureBytes());
        } catch (JOSEException malformed) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "VerificationKey[" + id + " for " + algorithms + "]";
    }
}
