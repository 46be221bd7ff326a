package io.postern.core.key;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs JWTs (RFC 7519) in their compact form (RFC 7515, section 7.1) with one key and one algorithm (RFC 7518, section 3.1;
 * RFC 8037). Its text form has the algorithm only.
 */
public final class JwtSigner {

    /** With a private key. */
    public static final List<String> ASYMMETRIC =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    /** With a secret that the other side has too. */
    public static final List<String> SYMMETRIC = List.of("HS256", "HS384", "HS512");

    private final String algorithm;
    private final Key key;

    private JwtSigner(String algorithm, Key key) {
        this.algorithm = algorithm;
        this.key = key;
    }

    /**
     * A signer with a private key.
     *
     * @param algorithm one of {@link #ASYMMETRIC}
     * @throws InvalidFieldsException without a path, where the key is not one for this algorithm
     */
    public static JwtSigner of(String algorithm, PrivateKey key) {
        switch (algorithm.substring(0, 2)) {
            case "ES" -> {
                int bits = algorithm.equals("ES512") ? 521 : hash(algorithm);
                if (!(key instanceof ECPrivateKey ec)
                        || ec.getParams().getCurve().getField().getFieldSize() != bits) {
                    throw InvalidFieldsException.of("must be a key of curve P-" + bits + " for " + algorithm);
                }
            }
            case "RS", "PS" -> {
                // RFC 7518, sections 3.3 and 3.5
                if (!(key instanceof RSAPrivateKey rsa) || rsa.getModulus().bitLength() < 2048) {
                    throw InvalidFieldsException.of("must be an RSA key of at least 2048 bits for " + algorithm);
                }
            }
            default -> {
                if (!algorithm.equals("EdDSA") || !(key instanceof EdECPrivateKey)) {
                    throw InvalidFieldsException.of("must be an Ed25519 or Ed448 key for " + algorithm);
                }
            }
        }
        return new JwtSigner(algorithm, key);
    }

    /**
     * A signer with a shared secret.
     *
     * @param algorithm one of {@link #SYMMETRIC}
     * @param shared its UTF-8 is the key
     * @throws InvalidFieldsException without a path, where it is shorter than the algorithm's hash
     */
    public static JwtSigner of(String algorithm, SecretValue shared) {
        byte[] bytes = shared.reveal().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < hash(algorithm) / 8) {
            // RFC 7518, section 3.2
            throw InvalidFieldsException.of("must be at least " + hash(algorithm) / 8 + " bytes for " + algorithm);
        }
        return new JwtSigner(algorithm, new SecretKeySpec(bytes, "HmacSHA" + hash(algorithm)));
    }

    /**
     * The claims, signed, in the compact form.
     *
     * @param keyId the header's {@code kid}; null: none
     */
    public SecretValue sign(@Nullable String keyId, ObjectNode claims) {
        ObjectNode header =
                JsonMapper.shared().createObjectNode().put("alg", algorithm).put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        String signed = encode(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + encode(claims.toString().getBytes(StandardCharsets.UTF_8));
        return SecretValue.of(signed + "." + encode(signature(signed.getBytes(StandardCharsets.US_ASCII))));
    }

    private byte[] signature(byte[] signed) {
        try {
            if (!(key instanceof PrivateKey privateKey)) {
                Mac mac = Mac.getInstance("HmacSHA" + hash(algorithm));
                mac.init(key);
                return mac.doFinal(signed);
            }
            Signature signature = signature();
            signature.initSign(privateKey);
            signature.update(signed);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " can't sign with its own kind of key", e);
        }
    }

    private Signature signature() throws GeneralSecurityException {
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + hash(algorithm) + "withRSA");
            // R and S behind one another, and no ASN.1 (RFC 7518, section 3.4)
            case "ES" -> Signature.getInstance("SHA" + hash(algorithm) + "withECDSAinP1363Format");
            case "PS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                String hash = "SHA-" + hash(algorithm);
                // The salt is as long as the hash (RFC 7518, section 3.5).
                pss.setParameter(new PSSParameterSpec(
                        hash,
                        "MGF1",
                        new MGF1ParameterSpec(hash),
                        hash(algorithm) / 8,
                        PSSParameterSpec.TRAILER_FIELD_BC));
                yield pss;
            }
            default -> Signature.getInstance("EdDSA");
        };
    }

    private static int hash(String algorithm) {
        return Integer.parseInt(algorithm.substring(2));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "JwtSigner[" + algorithm + "]";
    }
}
