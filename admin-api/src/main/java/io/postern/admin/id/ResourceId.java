package io.postern.admin.id;

import java.security.SecureRandom;

/**
 * Ids: a prefix that says the kind of resource, then 26 characters of Crockford's base 32 in lower case, 48 bits of
 * milliseconds and 80 random bits (a ULID). Later ids of one process are greater, also within a millisecond. Callers must
 * read nothing from an id.
 */
public final class ResourceId {

    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ResourceId SEQUENCE = new ResourceId();

    private long lastMillis;
    private long high; // 16 bits of randomness
    private long low; // 64 bits of randomness

    private ResourceId() {}

    /**
     * A new id.
     *
     * @param prefix with its underscore, such as {@code tgt_}
     */
    public static String next(String prefix) {
        return prefix + SEQUENCE.next(System.currentTimeMillis());
    }

    private synchronized String next(long now) {
        if (now > lastMillis) {
            lastMillis = now;
            // The topmost bit stays free, so that counting up within a millisecond can't overflow.
            high = RANDOM.nextInt(1 << 15);
            low = RANDOM.nextLong();
        } else {
            low += 1 + RANDOM.nextInt(1 << 16);
            if (low >= 0 && low < (1L << 17)) {
                high++;
            }
        }
        return encode(lastMillis, high, low);
    }

    /** 128 bits as 26 digits of 5 bits, of which the first carries only 3. */
    private static String encode(long millis, long high, long low) {
        long upper = (millis << 16) | high;
        char[] text = new char[26];
        for (int i = 25; i >= 0; i--) {
            text[i] = DIGITS[(int) (low & 31)];
            low = (low >>> 5) | (upper << 59);
            upper >>>= 5;
        }
        return new String(text);
    }
}
