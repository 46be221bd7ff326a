package io.postern.core.request;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * Refuses a segment that a server could turn into a dot segment, into two segments or into another escape: by decoding
 * it once more, by normalising its Unicode, by dropping spaces or characters that nobody sees.
 */
final class PathSegmentCheck {

    /** What would cut or escape a path if it were not encoded. */
    private static final String DELIMITERS = "/\\;%?#";

    /** Not in NFKC, but in the tables with which some systems narrow text to a code page. */
    private static final String SLASH_LIKE = "\u2044\u2215\u2216\u29F5\u29F8\u29F9";

    private PathSegmentCheck() {}

    /**
     * Checks the canonical segment that is the rest of {@code path} from {@code start}.
     *
     * @param plain that no escape stands in it
     */
    static void check(StringBuilder path, int start, boolean plain) {
        if (plain) {
            checkDots(path, start, path.length());
            return;
        }
        String decoded = PercentEncoding.decode(path.substring(start))
                .orElseThrow(() -> PathCanonicalizer.ambiguous("The path has escapes that are not UTF-8."));
        checkNoEscape(decoded);
        if (decoded.chars().anyMatch(c -> c > 0x7F)) {
            checkUnicode(decoded);
        }
        checkPieces(fold(decoded));
    }

    /** Only dots, however many: old servers climb with three and more, too. */
    private static void checkDots(CharSequence text, int start, int end) {
        if (start == end) {
            return;
        }
        for (int i = start; i < end; i++) {
            if (text.charAt(i) != '.') {
                return;
            }
        }
        throw PathCanonicalizer.ambiguous("The path has a dot segment.");
    }

    private static void checkNoEscape(String decoded) {
        for (int percent = decoded.indexOf('%'); percent >= 0; percent = decoded.indexOf('%', percent + 1)) {
            boolean unicodeEscape = decoded.startsWith("u", percent + 1) || decoded.startsWith("U", percent + 1);
            if (PercentEncoding.octet(decoded, percent) >= 0
                    || (unicodeEscape
                            && PercentEncoding.octet(decoded, percent + 1) >= 0
                            && PercentEncoding.octet(decoded, percent + 3) >= 0)) {
                throw PathCanonicalizer.ambiguous("The path is encoded twice.");
            }
        }
    }

    private static void checkUnicode(String decoded) {
        String normal = Normalizer.normalize(decoded, Form.NFKC);
        for (int i = 0; i < DELIMITERS.length(); i++) {
            char delimiter = DELIMITERS.charAt(i);
            if (count(normal, delimiter) > count(decoded, delimiter)) {
                throw lookAlike();
            }
        }
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c >= 0x80 && c < 0xA0) {
                throw PathCanonicalizer.ambiguous("The path has an encoded control character.");
            }
            if (SLASH_LIKE.indexOf(c) >= 0) {
                throw lookAlike();
            }
        }
    }

    private static AmbiguousRequestException lookAlike() {
        return PathCanonicalizer.ambiguous("The path has a character that servers may turn into a delimiter.");
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    /** Without what servers may drop: invisible characters anywhere, and white space, which some cut off the ends. */
    private static String fold(String decoded) {
        StringBuilder folded = new StringBuilder(decoded.length());
        Normalizer.normalize(decoded, Form.NFKC)
                .codePoints()
                .filter(c -> !Character.isIdentifierIgnorable(c) && !Character.isWhitespace(c))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    /** A kept encoded slash must not make what a slash must not make. */
    private static void checkPieces(String folded) {
        int start = 0;
        while (true) {
            int slash = folded.indexOf('/', start);
            int end = slash < 0 ? folded.length() : slash;
            if (start == end && (start > 0 || slash >= 0)) {
                throw PathCanonicalizer.ambiguous("The path has an encoded slash at the edge of a segment.");
            }
            checkDots(folded, start, end);
            if (slash < 0) {
                return;
            }
            start = slash + 1;
        }
    }
}
