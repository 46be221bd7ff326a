package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Private keys as people have them: PEM (RFC 7468) of PKCS#8, or of PKCS#1 for RSA. */
public final class PrivateKeyPem {

    private static final Pattern BLOCK = Pattern.compile(
            "\\s*-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE KEY-----\\s*");

    /** Version 0, and the algorithm rsaEncryption with no parameters: what PKCS#8 (RFC 5208) has before an RSA key. */
    private static final byte[] RSA_HEAD = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0D,
        0x06,
        0x09,
        0x2A,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xF7,
        0x0D,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private PrivateKeyPem() {}

    /**
     * Reads a key of RSA, of a NIST curve, or Ed25519.
     *
     * @throws InvalidFieldsException whose path is {@code field}, where it is no such key; never with a part of the text
     */
    public static PrivateKey parse(String pem, String field) {
        Matcher block = pem.length() > 65_536 ? BLOCK.matcher("") : BLOCK.matcher(pem);
        if (!block.matches()) {
            throw InvalidFieldsException.of(
                    "must be a private key in PEM: PKCS#8 (BEGIN PRIVATE KEY) or PKCS#1 (BEGIN RSA PRIVATE KEY)",
                    field);
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException notBase64) {
            throw InvalidFieldsException.of("is no valid PEM", field);
        }
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(block.group(1) == null ? der : wrapped(der));
        // The encoding names the algorithm, and each factory knows only its own.
        return Stream.of("RSA", "EC", "EdDSA")
                .flatMap(algorithm -> key(algorithm, spec).stream())
                .findFirst()
                .orElseThrow(() -> InvalidFieldsException.of("is no key of RSA, EC or Ed25519", field));
    }

    private static Optional<PrivateKey> key(String algorithm, PKCS8EncodedKeySpec spec) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private static byte[] wrapped(byte[] rsaKey) {
        byte[] key = der(0x04, rsaKey);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA_HEAD);
        content.writeBytes(key);
        return der(0x30, content.toByteArray());
    }

    /** One element of DER (X.690, section 8.1): tag, length, content. */
    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            int bytes = (32 - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            element.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                element.write(content.length >>> (8 * i));
            }
        }
        element.writeBytes(content);
        return element.toByteArray();
    }
}
