package io.postern.core.key;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.key.Pem.Block;
import io.postern.core.secret.SecretValue;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/** Reads private keys: RSA, EC, Ed25519 and Ed448. */
public final class PrivateKeys {

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final byte[] VERSION_0 = Der.element(Der.INTEGER, new byte[] {0});
    // AlgorithmIdentifier of rsaEncryption, 1.2.840.113549.1.1.1, with its NULL (RFC 8017, appendix A.1)
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    // The object identifier of id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480, section 2.1.1)
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int EC_PARAMETERS = 0xA0;

    private PrivateKeys() {}

    /**
     * The one private key of a PEM text: PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) or SEC 1
     * ({@code EC PRIVATE KEY}), not encrypted.
     *
     * @throws InvalidFieldsException without a path, where it is anything else; never with a part of the text
     */
    public static PrivateKey read(SecretValue pem) {
        List<Block> blocks = Pem.blocks(pem.reveal()).stream()
                .filter(block -> !block.label().equals("EC PARAMETERS"))
                .toList();
        if (blocks.size() != 1) {
            throw InvalidFieldsException.of("must be exactly one private key in PEM");
        }
        Block block = blocks.get(0);
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(block.der());
            case "RSA PRIVATE KEY" ->
                pkcs8(Der.element(Der.SEQUENCE, VERSION_0, RSA, Der.element(Der.OCTET_STRING, block.der())));
            case "EC PRIVATE KEY" ->
                pkcs8(Der.element(
                        Der.SEQUENCE,
                        VERSION_0,
                        Der.element(Der.SEQUENCE, EC, curve(block.der())),
                        Der.element(Der.OCTET_STRING, block.der())));
            case "ENCRYPTED PRIVATE KEY" -> throw InvalidFieldsException.of("must not be encrypted");
            default ->
                throw InvalidFieldsException.of(
                        "must be a private key in PEM: PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY");
        };
    }

    /** As {@link #read}, or a private JSON Web Key (RFC 7517) of the same kinds. */
    public static PrivateKey readPemOrJwk(SecretValue text) {
        return text.reveal().stripLeading().startsWith("{") ? Jwk.read(text.reveal()) : read(text);
    }

    private static PrivateKey pkcs8(byte[] der) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException ofAnotherAlgorithm) {
                // The next one may know it.
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("a Java runtime has " + algorithm, e);
            }
        }
        throw InvalidFieldsException.of("is no private key of RSA, EC, Ed25519 or Ed448");
    }

    /** The curve's object identifier (RFC 5915, section 3): without it nobody knows what the number means. */
    private static byte[] curve(byte[] sec1) {
        try {
            List<Der.Element> whole = Der.elements(sec1);
            for (Der.Element element : Der.elements(whole.get(0).content())) {
                if (element.tag() == EC_PARAMETERS) {
                    return element.content();
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException notDer) {
            throw InvalidFieldsException.of("is no private key of RSA, EC, Ed25519 or Ed448");
        }
        throw InvalidFieldsException.of("does not name its curve; write it as PKCS#8");
    }

    /** Whether a signature made with the one is good for the other. */
    static boolean belongTogether(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> "";
            default -> "EdDSA";
        };
        if (algorithm.isEmpty() || !key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        byte[] sample = new byte[32];
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException differs) {
            return false;
        }
    }
}
