package io.postern.gateway.token;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.postern.core.credential.PrivateKeyPem;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.token.TokenFailure.Cause;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signs JWTs (RFC 7515, RFC 7519) with a credential's {@code privateKey}. */
final class JwtSigner {

    private JwtSigner() {}

    /**
     * The claims, signed, in the compact form.
     *
     * @param algorithm of RFC 7518, section 3.1, or {@code EdDSA} (RFC 8037)
     * @param keyId the header's {@code kid}; null: none
     * @throws TokenFailure {@code CREDENTIAL} where the stored key is none or does not fit the algorithm
     */
    static SecretValue sign(SecretBundle secret, String algorithm, @Nullable String keyId, JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                .type(JOSEObjectType.JWT)
                .keyID(keyId)
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            PrivateKey key = PrivateKeyPem.parse(secret.value("privateKey").reveal(), "privateKey");
            if (key instanceof EdECPrivateKey) {
                return edwards(key, jwt);
            }
            jwt.sign(signer(key));
            return SecretValue.of(jwt.serialize());
        } catch (InvalidFieldsException | JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            // Of libraries the class only: their texts are about keys.
            throw new TokenFailure(
                    Cause.CREDENTIAL,
                    "privateKey can't sign with " + algorithm + ": "
                            + e.getClass().getSimpleName());
        }
    }

    private static JWSSigner signer(PrivateKey key) throws JOSEException {
        return key instanceof ECPrivateKey ec ? new ECDSASigner(ec) : new RSASSASigner(key);
    }

    /** Nimbus leaves Ed25519 to a library that is not here; the runtime has it. */
    private static SecretValue edwards(PrivateKey key, SignedJWT jwt) throws GeneralSecurityException {
        Set<String> names = Set.of("EdDSA", "Ed25519");
        Algorithm algorithm = jwt.getHeader().getAlgorithm();
        if (!names.contains(algorithm.getName())) {
            throw new GeneralSecurityException("the key is of Ed25519");
        }
        Signature signature = Signature.getInstance("EdDSA");
        signature.initSign(key);
        signature.update(jwt.getSigningInput());
        return SecretValue.of(new String(jwt.getSigningInput(), java.nio.charset.StandardCharsets.US_ASCII) + "."
                + Base64URL.encode(signature.sign()));
    }
}
