package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.List;

/** The algorithms that a JWT can be signed with here (RFC 7518, section 3.1; RFC 8037), and which keys they need. */
final class SigningAlgorithms {

    static final List<String> ALL =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    private SigningAlgorithms() {}

    static void check(String algorithm, String field) {
        if (!ALL.contains(algorithm)) {
            throw InvalidFieldsException.of("must be one of " + String.join(", ", ALL), field);
        }
    }

    /** @throws InvalidFieldsException where the key can't be used with this algorithm */
    static void checkKey(PrivateKey key, String algorithm, String field) {
        if (algorithm.startsWith("ES")) {
            int bits = algorithm.equals("ES512") ? 521 : Integer.parseInt(algorithm.substring(2));
            if (!(key instanceof ECPrivateKey ec)
                    || ec.getParams().getCurve().getField().getFieldSize() != bits) {
                throw InvalidFieldsException.of("must be a key of curve P-" + bits + " for " + algorithm, field);
            }
        } else if (algorithm.equals("EdDSA")) {
            if (!(key instanceof EdECPrivateKey ed) || !ed.getParams().getName().equals("Ed25519")) {
                throw InvalidFieldsException.of("must be an Ed25519 key for EdDSA", field);
            }
        } else if (!(key instanceof RSAPrivateKey rsa) || rsa.getModulus().bitLength() < 2048) {
            // RFC 7518, sections 3.3 and 3.5
            throw InvalidFieldsException.of("must be an RSA key of at least 2048 bits for " + algorithm, field);
        }
    }
}
