package io.postern.core.secret.sealed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that secrets are sealed with. The first seals, all of them open: to rotate, put a new key first, run
 * {@link SealedSecretStore#reseal()}, and take the old key out.
 *
 * <p>As text: one key per line or per comma, each {@code id:Base64 of 32 random bytes}; lines that begin with {@code #}
 * are comments. {@code openssl rand -base64 32} makes one.
 */
public final class SealingKeys {

    private static final int KEY_BYTES = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final String newestId;
    private final Map<String, SecretKeySpec> keys;

    /** The first key in the map's order is the newest. */
    private SealingKeys(Map<String, SecretKeySpec> keys) {
        this.newestId = keys.keySet().iterator().next();
        this.keys = Map.copyOf(keys);
    }

    /**
     * Reads keys from their text.
     *
     * @throws IllegalStateException where there is none, or one is malformed, of another length, or named twice; the
     *     message counts the entries and never repeats one
     */
    public static SealingKeys parse(String text) {
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
        int number = 0;
        for (String part : text.split("[\n,]", -1)) {
            String entry = part.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            number++;
            int colon = entry.indexOf(':');
            if (colon < 0 || !ID.matcher(entry.substring(0, colon)).matches()) {
                throw new IllegalStateException("sealing key " + number + " is not of the form id:Base64");
            }
            if (keys.put(entry.substring(0, colon), key(entry.substring(colon + 1), number)) != null) {
                throw new IllegalStateException("sealing key " + number + " has the id of one before it");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("there is no sealing key");
        }
        return new SealingKeys(keys);
    }

    private static SecretKeySpec key(String base64, int number) {
        try {
            byte[] key = Base64.getDecoder().decode(base64.strip());
            if (key.length == KEY_BYTES) {
                return new SecretKeySpec(key, "AES");
            }
        } catch (IllegalArgumentException e) {
            // Not passed on: its message may quote the key.
        }
        throw new IllegalStateException("sealing key " + number + " is not the Base64 of " + KEY_BYTES + " bytes");
    }

    /**
     * Reads keys from a file.
     *
     * @throws IllegalStateException as {@link #parse} does, or where the file can't be read
     */
    public static SealingKeys read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException("the file of sealing keys can't be read: " + file, e);
        }
    }

    /** The text of a new random key. */
    public static String newKey(String id) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return id + ":" + Base64.getEncoder().encodeToString(key);
    }

    String newestId() {
        return newestId;
    }

    @Nullable SecretKeySpec key(String id) {
        return keys.get(id);
    }

    /** The ids only. */
    @Override
    public String toString() {
        return "SealingKeys" + keys.keySet();
    }
}
