package io.postern.gateway.inject;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, section 2.1) over UTF-8 that leaves no character with a meaning of its own. */
final class PercentEncoding {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final String UNRESERVED = "-._~";

    private PercentEncoding() {}

    /** Everything but RFC 3986's unreserved characters is encoded. */
    static String unreservedOnly(String text) {
        return encode(text, UNRESERVED);
    }

    /** For a part of a path segment: {@code :} and {@code @} stay too, which some targets only know unencoded. */
    static String segment(String text) {
        return encode(text, UNRESERVED + ":@");
    }

    /** As forms are encoded (URL Standard, the application/x-www-form-urlencoded percent-encode set), with %20 for a space. */
    static String form(String text) {
        return encode(text, "-._*");
    }

    private static String encode(String text, String kept) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            char c = (char) (b & 0xFF);
            if (isAlphanumeric(c) || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
            }
        }
        return encoded.toString();
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
