package io.postern.admin.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A user's token: {@code u-} and 256 random bits in base64url. Only its SHA-256 is kept; no slow hash is needed, because
 * nobody can guess 256 bits.
 */
public final class UserToken {

    public static final String PREFIX = "u-";

    private static final Pattern FORM = Pattern.compile("u-[A-Za-z0-9_-]{43,128}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private UserToken() {}

    public static String generate() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static boolean isWellFormed(String token) {
        return FORM.matcher(token).matches();
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
