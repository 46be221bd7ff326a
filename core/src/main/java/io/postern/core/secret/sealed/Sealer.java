package io.postern.core.secret.sealed;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import io.postern.core.secret.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Seals and opens rows: AES-256-GCM (NIST SP 800-38D), a random nonce of 96 bits, a tag of 128. A row's path, version and
 * key id are authenticated with it, so that one copied to another place does not open there.
 */
final class Sealer {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** Changes with the layout of what is sealed or authenticated. */
    private static final byte LAYOUT = 1;

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

    private final SealingKeys keys;
    private final SecureRandom random = new SecureRandom();

    Sealer(SealingKeys keys) {
        this.keys = keys;
    }

    String newestKeyId() {
        return keys.newestId();
    }

    /** With the newest key. */
    SealedRow seal(String path, long version, SecretBundle values) {
        return seal(path, version, JSON.writeValueAsBytes(values.reveal(Function.identity())));
    }

    private SealedRow seal(String path, long version, byte[] clear) {
        String keyId = keys.newestId();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key(keyId, path), nonce, path, version, keyId);
            return new SealedRow(path, version, keyId, nonce, cipher.doFinal(clear));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    /** The same values under the newest key. */
    SealedRow reseal(SealedRow row) {
        return seal(row.path(), row.version(), clear(row));
    }

    SecretBundle open(SealedRow row) {
        try {
            Map<String, SecretValue> values = new HashMap<>();
            JSON.readValue(clear(row), VALUES).forEach((name, value) -> values.put(name, SecretValue.of(value)));
            return SecretBundle.of(values);
        } catch (JacksonException e) {
            // Without the cause: its message may quote the values.
            throw new SecretStoreException(Reason.CORRUPT, what(row) + " holds no values");
        }
    }

    private byte[] clear(SealedRow row) {
        SecretKeySpec key = key(row.keyId(), row.path());
        if (row.nonce().length != NONCE_BYTES) {
            throw new SecretStoreException(Reason.CORRUPT, what(row) + " has a nonce of another length");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, row.nonce(), row.path(), row.version(), row.keyId())
                    .doFinal(row.ciphertext());
        } catch (AEADBadTagException e) {
            throw new SecretStoreException(
                    Reason.CORRUPT, what(row) + " does not open: changed, copied here, or under another key", e);
        } catch (GeneralSecurityException e) {
            throw new SecretStoreException(Reason.CORRUPT, what(row) + " does not open", e);
        }
    }

    private SecretKeySpec key(String keyId, String path) {
        SecretKeySpec key = keys.key(keyId);
        if (key == null) {
            throw new SecretStoreException(
                    Reason.DENIED, path + " is sealed with the key " + keyId + ", which is not configured");
        }
        return key;
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String path, long version, String keyId)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place(path, version, keyId));
        return cipher;
    }

    /** Each text after its length, so that no two places have the same bytes. */
    private static byte[] place(String path, long version, String keyId) {
        byte[] pathBytes = path.getBytes(StandardCharsets.UTF_8);
        byte[] keyIdBytes = keyId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 4 + pathBytes.length + 8 + 4 + keyIdBytes.length)
                .put(LAYOUT)
                .putInt(pathBytes.length)
                .put(pathBytes)
                .putLong(version)
                .putInt(keyIdBytes.length)
                .put(keyIdBytes)
                .array();
    }

    private static String what(SealedRow row) {
        return row.path() + " version " + row.version();
    }
}
