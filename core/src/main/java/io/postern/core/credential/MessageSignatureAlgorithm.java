package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import io.postern.core.field.InvalidFieldsException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;

/** The algorithms of HTTP message signatures (RFC 9421, section 3.3). */
public enum MessageSignatureAlgorithm {
    HMAC_SHA256("hmac-sha256"),
    ED25519("ed25519"),
    ECDSA_P256_SHA256("ecdsa-p256-sha256"),
    ECDSA_P384_SHA384("ecdsa-p384-sha384"),
    RSA_PSS_SHA512("rsa-pss-sha512"),
    RSA_V1_5_SHA256("rsa-v1_5-sha256");

    private final String word;

    MessageSignatureAlgorithm(String word) {
        this.word = word;
    }

    /** The word in documents and in the parameter {@code alg}. */
    @JsonValue
    public String word() {
        return word;
    }

    /** Whether the key is a private key, in PEM. */
    public boolean isAsymmetric() {
        return this != HMAC_SHA256;
    }

    /** @throws InvalidFieldsException where this algorithm can't use the key */
    void checkKey(PrivateKey key) {
        boolean fits = switch (this) {
            case HMAC_SHA256 -> false;
            case ED25519 ->
                key instanceof EdECPrivateKey ed && ed.getParams().getName().equals("Ed25519");
            case ECDSA_P256_SHA256 -> isOfCurve(key, 256);
            case ECDSA_P384_SHA384 -> isOfCurve(key, 384);
            case RSA_PSS_SHA512, RSA_V1_5_SHA256 ->
                key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= 2048;
        };
        if (!fits) {
            throw InvalidFieldsException.of(
                    "must be a key for " + word + (word.startsWith("rsa") ? ", of at least 2048 bits" : ""), "key");
        }
    }

    private static boolean isOfCurve(PrivateKey key, int bits) {
        return key instanceof ECPrivateKey ec
                && ec.getParams().getCurve().getField().getFieldSize() == bits;
    }
}
