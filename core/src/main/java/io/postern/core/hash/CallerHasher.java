package io.postern.core.hash;

import io.postern.core.plan.CallerHash;
import io.postern.core.secret.SecretValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hashes what a caller shows, and checks it against such hashes: HMAC-SHA-256 (RFC 2104), keyed so that a copy of the
 * database alone can't be searched for weak values. Thread-safe.
 */
public final class CallerHasher {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_KEY_BYTES = 32;
    private static final String KEYS_PROPERTY = "postern.caller-hash.keys";

    private final String newestId;
    // Each has its key and nothing else: it is copied for each value, which costs less than to make one.
    private final Mac newest;
    /** The newest first. */
    private final Map<String, Mac> keys;

    /** The first key in the map's order is the newest. */
    private CallerHasher(Map<String, Mac> keys) {
        Map.Entry<String, Mac> first = keys.entrySet().iterator().next();
        this.newestId = first.getKey();
        this.newest = first.getValue();
        this.keys = Collections.unmodifiableMap(keys);
    }

    /**
     * Reads the keys.
     *
     * @throws IllegalStateException where there is none, or one is incomplete, unreadable, too short or named twice; the
     *     message names the property and never repeats a key
     */
    public static CallerHasher create(CallerHashProperties properties) {
        List<CallerHashProperties.Key> given = properties.keys();
        if (given.isEmpty()) {
            throw new IllegalStateException(KEYS_PROPERTY + " must name at least one key");
        }
        Map<String, Mac> keys = new LinkedHashMap<>();
        for (int index = 0; index < given.size(); index++) {
            String property = KEYS_PROPERTY + "[" + index + "]";
            String id = given.get(index).id();
            if (id == null || id.isBlank()) {
                throw new IllegalStateException(property + ".id must be set");
            }
            if (keys.put(id, key(given.get(index), property)) != null) {
                throw new IllegalStateException(property + ".id is there twice: " + id);
            }
        }
        return new CallerHasher(keys);
    }

    private static Mac key(CallerHashProperties.Key given, String property) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text(given, property).strip());
        } catch (IllegalArgumentException e) {
            // Without the cause: its message may quote the text.
            throw new IllegalStateException(property + " is not Base64");
        }
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalStateException(property + " has less than " + MIN_KEY_BYTES + " bytes");
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static String text(CallerHashProperties.Key given, String property) {
        @Nullable SecretValue key = given.key();
        if ((key == null) == (given.keyFile() == null)) {
            throw new IllegalStateException(property + " needs either key or key-file");
        }
        if (key != null) {
            return key.reveal();
        }
        try {
            return Files.readString(given.keyFile());
        } catch (IOException e) {
            throw new IllegalStateException(property + ".key-file can't be read: " + given.keyFile(), e);
        }
    }

    /** Hashes with the newest key; without an end of validity. */
    public CallerHash hash(SecretValue value) {
        byte[] hash = hmac(newest, value.reveal());
        return new CallerHash(newestId, Base64.getEncoder().encodeToString(hash), null);
    }

    /**
     * Whether the hash was made of this very text; false where its key is not configured. The time it takes does not
     * depend on where the two differ. {@link CallerHash#validUntil()} is for the caller to check.
     */
    public boolean matches(CallerHash hash, String presented) {
        Mac key = keys.get(hash.keyId());
        return key != null && MessageDigest.isEqual(Base64.getDecoder().decode(hash.hash()), hmac(key, presented));
    }

    /** Whether hashes made with this key can be checked: a hash whose key is gone refuses everybody. */
    public boolean knows(String keyId) {
        return keys.containsKey(keyId);
    }

    /**
     * Keys for something else than hashing, one of each configured key, the newest first. Both applications derive the
     * same ones, and none of them says anything about a hash.
     */
    public List<SecretKey> derivedKeys(String purpose) {
        // No value that a caller shows has a control character, so the database never holds a hash of this text.
        return keys.values().stream()
                .<SecretKey>map(key -> new SecretKeySpec(hmac(key, "\u0000" + purpose), ALGORITHM))
                .toList();
    }

    private static byte[] hmac(Mac key, String text) {
        try {
            return ((Mac) key.clone()).doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the " + ALGORITHM + " of every Java platform can be copied", e);
        }
    }

    @Override
    public String toString() {
        return "CallerHasher" + keys.keySet();
    }
}
