package io.postern.quickstart;

import java.security.SecureRandom;
import java.util.Base64;

/** Keys, tokens and passwords of 256 random bits. */
final class RandomText {

    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    static String base64() {
        return Base64.getEncoder().encodeToString(bits());
    }

    /** Without characters that a URL, a shell or SQL would have to quote. */
    static String urlSafe() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits());
    }

    private static byte[] bits() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return bits;
    }
}
