package io.postern.gateway.server;

import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;

/**
 * Makes of the text in a request line one that java.net.URI reads, and loses nothing that the sanitizer must see: characters
 * that a URI must not have raw are encoded, and where they would have to be guessed at, the request is refused.
 */
final class RequestTarget {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final String ENCODED = "\"<>^`{|}[]\\";
    private static final boolean[] PLAIN = new boolean[0x7F];

    static {
        for (char c = 0x21; c < PLAIN.length; c++) {
            PLAIN[c] = c != '%' && c != '#' && ENCODED.indexOf(c) < 0;
        }
    }

    private RequestTarget() {}

    /**
     * The same target for java.net.URI.
     *
     * @throws RefusedException {@code bad_request}, {@code ambiguous_path} or {@code ambiguous_query}
     */
    static String readable(String raw) {
        if (!raw.startsWith("/")) {
            throw refused(RefusalCode.BAD_REQUEST, "The request line must have a path, beginning with a slash");
        }
        if (raw.startsWith("//")) {
            throw refused(RefusalCode.AMBIGUOUS_PATH, "The path has an empty segment.");
        }
        int plain = 0;
        while (plain < raw.length() && isPlain(raw.charAt(plain))) {
            plain++;
        }
        return plain == raw.length() ? raw : rewrite(raw);
    }

    private static boolean isPlain(char c) {
        return c < PLAIN.length && PLAIN[c];
    }

    private static String rewrite(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 16);
        RefusalCode code = RefusalCode.AMBIGUOUS_PATH;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '?') {
                code = RefusalCode.AMBIGUOUS_QUERY;
            }
            if (isPlain(c)) {
                out.append(c);
            } else if (c == '%') {
                if (!isHex(raw, i + 1) || !isHex(raw, i + 2)) {
                    throw refused(code, "The request target has a percent sign that begins no escape");
                }
                out.append(c);
            } else if (ENCODED.indexOf(c) >= 0) {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            } else {
                throw refused(code, "The request target has a fragment, a control character or one outside ASCII");
            }
        }
        return out.toString();
    }

    private static boolean isHex(String text, int at) {
        return at < text.length() && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 0x80;
    }

    private static RefusedException refused(RefusalCode code, String message) {
        return new RefusedException(Refusal.of(code, message));
    }
}
