package io.postern.core.request;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * A path as {@link PathCanonicalizer} leaves it: percent-encoded, relative to the target's base URL.
 *
 * @param value empty, or beginning with a slash
 */
public record CanonicalPath(String value) {

    /** The path as text, with percent escapes decoded, but for {@code %2F}, which is a character of its segment. */
    public String decoded() {
        return value.indexOf('%') < 0
                ? value
                : PercentEncoding.decode(value.replace("%2F", "%252F"))
                        .orElseThrow(() -> new IllegalStateException("the path is not canonical"));
    }

    /**
     * The decoded path as a careless server may read it: in compatibility form (NFKC), and without characters that nobody sees,
     * white space, and dots at the ends of its segments.
     */
    public String carelesslyDecoded() {
        String decoded = decoded();
        if (isPlain(decoded)) {
            return decoded;
        }
        StringBuilder folded = new StringBuilder(decoded.length());
        Normalizer.normalize(decoded, Form.NFKC)
                .codePoints()
                .filter(c -> !Character.isIdentifierIgnorable(c) && !Character.isWhitespace(c))
                .forEach(c -> append(folded, c));
        trimDots(folded);
        return folded.toString();
    }

    private static boolean isPlain(String decoded) {
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            boolean endsWithDot = c == '.' && (i + 1 == decoded.length() || decoded.charAt(i + 1) == '/');
            if (c <= ' ' || c >= 0x7F || endsWithDot) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder folded, int c) {
        if (c == '/') {
            trimDots(folded);
            if (!folded.isEmpty() && folded.charAt(folded.length() - 1) == '/') {
                return;
            }
        }
        folded.appendCodePoint(c);
    }

    private static void trimDots(StringBuilder folded) {
        int end = folded.length();
        while (end > 0 && folded.charAt(end - 1) == '.') {
            end--;
        }
        folded.setLength(end);
    }
}
