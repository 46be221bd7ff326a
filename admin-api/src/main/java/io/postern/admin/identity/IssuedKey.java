package io.postern.admin.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What the admin API makes for people and programs to show: a prefix by which people and scanners of repositories know what
 * they found, and 256 random bits in base64url. Only the SHA-256 is kept; no slow hash is needed, because nobody can guess
 * 256 bits, and a look-up by it tells nobody how close a guess was.
 */
public enum IssuedKey {
    USER_TOKEN("u-"),
    API_KEY("postern_key_"),
    API_SECRET("postern_secret_"),
    ACCESS_TOKEN("postern_token_");

    /** Of the random part, in what lists show: 36 bits, which leaves 220. */
    private static final int SHOWN = 6;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String prefix;
    private final Pattern form;

    IssuedKey(String prefix) {
        this.prefix = prefix;
        this.form = Pattern.compile(prefix + "[A-Za-z0-9_-]{43,128}");
    }

    public String generate() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** How a generated text begins: enough to tell it from others, and no help to guess it. */
    public String shown(String generated) {
        return generated.substring(0, prefix.length() + SHOWN);
    }

    /** Whether the text means to be one of this kind. */
    boolean isMeant(String text) {
        return text.startsWith(prefix);
    }

    boolean isWellFormed(String text) {
        return form.matcher(text).matches();
    }

    public static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
