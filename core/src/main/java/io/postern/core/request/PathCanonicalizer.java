package io.postern.core.request;

import io.postern.core.request.AmbiguousRequestException.Part;
import io.postern.core.target.EncodedSlashes;

/**
 * Brings a path into the one form that rules judge and the target gets, and refuses what servers read in more than one
 * way.
 *
 * <p>Changed: escapes of unreserved characters are decoded, other escapes get upper-case digits (RFC 3986, section 6.2.2),
 * and characters that may not stand in a path but can mean only themselves are encoded. Everything else stays, or is
 * refused; no segment is ever removed or resolved. A canonical path is its own canonical form.
 */
public final class PathCanonicalizer {

    /** In characters, before and after: 8 KiB. */
    public static final int MOST_CHARACTERS = 8192;

    private PathCanonicalizer() {}

    /**
     * The canonical form of a path.
     *
     * @param rawPath as it was received, relative to the target's base URL: empty, or beginning with a slash
     * @throws AmbiguousRequestException with {@link Part#PATH} and the reason
     */
    public static CanonicalPath canonicalize(String rawPath, EncodedSlashes encodedSlashes) {
        if (rawPath.isEmpty()) {
            return new CanonicalPath("");
        }
        if (rawPath.charAt(0) != '/') {
            throw ambiguous("The path does not begin with a slash.");
        }
        if (rawPath.length() > MOST_CHARACTERS) {
            throw tooLong();
        }
        StringBuilder out = new StringBuilder(rawPath.length() + 16);
        int start = 0;
        while (start < rawPath.length()) {
            int slash = rawPath.indexOf('/', start + 1);
            int end = slash < 0 ? rawPath.length() : slash;
            out.append('/');
            int segmentStart = out.length();
            boolean plain = appendSegment(out, rawPath, start + 1, end, encodedSlashes);
            boolean last = slash < 0;
            if (out.length() == segmentStart && !last) {
                throw ambiguous("The path has an empty segment.");
            }
            PathSegmentCheck.check(out, segmentStart, plain);
            start = end;
        }
        if (out.length() > MOST_CHARACTERS) {
            throw tooLong();
        }
        return new CanonicalPath(out.toString());
    }

    /** Whether no escape is left in the segment. */
    private static boolean appendSegment(
            StringBuilder out, String raw, int start, int end, EncodedSlashes encodedSlashes) {
        boolean plain = true;
        for (int i = start; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                plain &= appendEscape(out, PercentEncoding.octet(raw, i), encodedSlashes);
                i += 2;
            } else if (isEncodedSilently(c)) {
                PercentEncoding.append(out, c);
                plain = false;
            } else {
                checkRaw(c);
                out.append(c);
            }
        }
        return plain;
    }

    private static boolean appendEscape(StringBuilder out, int octet, EncodedSlashes encodedSlashes) {
        if (octet < 0) {
            throw ambiguous("The path has a percent sign that begins no escape.");
        }
        if (PercentEncoding.isUnreserved(octet)) {
            out.append((char) octet);
            return true;
        }
        if (octet < 0x20 || octet == 0x7F) {
            throw ambiguous("The path has an encoded control character.");
        }
        if (octet == '/' && encodedSlashes != EncodedSlashes.KEEP) {
            throw ambiguous("The path has an encoded slash, which this target does not take.");
        }
        if (octet == '\\') {
            throw ambiguous("The path has a backslash.");
        }
        if (octet == ';') {
            throw ambiguous("The path has a semicolon.");
        }
        PercentEncoding.append(out, octet);
        return false;
    }

    /** Not allowed in a path by RFC 3986, and yet nobody reads them as anything else. */
    private static boolean isEncodedSilently(char c) {
        return switch (c) {
            case '"', '<', '>', '^', '`', '{', '|', '}', '[', ']' -> true;
            default -> false;
        };
    }

    private static void checkRaw(char c) {
        if (c == ';') {
            throw ambiguous("The path has a semicolon.");
        }
        if (c == '\\') {
            throw ambiguous("The path has a backslash.");
        }
        if (c == '?' || c == '#') {
            throw ambiguous("The path has a delimiter of queries or fragments.");
        }
        if (c <= 0x20 || c == 0x7F) {
            throw ambiguous("The path has a space or a control character.");
        }
        if (c > 0x7F) {
            throw ambiguous("The path has a character outside ASCII that is not encoded.");
        }
    }

    private static AmbiguousRequestException tooLong() {
        return ambiguous("The path is longer than " + MOST_CHARACTERS + " characters.");
    }

    static AmbiguousRequestException ambiguous(String reason) {
        return new AmbiguousRequestException(Part.PATH, reason);
    }
}
