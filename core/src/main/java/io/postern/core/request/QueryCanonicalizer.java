package io.postern.core.request;

import io.postern.core.request.AmbiguousRequestException.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a query into the one form that rules judge and the target gets.
 *
 * <p>Parameters are what stands between {@code &}; empty ones are dropped, order and repetition stay. Escapes of
 * unreserved characters are decoded, others get upper-case digits. A raw {@code ;}, at which some servers cut as at
 * {@code &}, becomes {@code %3B}; characters that may not stand in a query but can mean only themselves are encoded.
 * {@code +} stays, since its meaning is the target's affair. A canonical query is its own canonical form.
 *
 * <p>Refused: broken escapes, characters outside ASCII that are not encoded, {@code #}, spaces and control characters,
 * encoded control characters other than tabs and line ends in a value, and names that are no UTF-8. A value may be any
 * octets; a rule that looks at one that is no UTF-8 takes the careful side.
 */
public final class QueryCanonicalizer {

    private QueryCanonicalizer() {}

    /**
     * The canonical form of a query.
     *
     * @param rawQueryOrEmpty as it was received, without the question mark
     * @throws AmbiguousRequestException with {@link Part#QUERY} and the reason
     */
    public static CanonicalQuery canonicalize(String rawQueryOrEmpty) {
        if (rawQueryOrEmpty.isEmpty()) {
            return CanonicalQuery.EMPTY;
        }
        List<QueryParameter> parameters = new ArrayList<>();
        int start = 0;
        while (start <= rawQueryOrEmpty.length()) {
            int ampersand = rawQueryOrEmpty.indexOf('&', start);
            int end = ampersand < 0 ? rawQueryOrEmpty.length() : ampersand;
            if (end > start) {
                parameters.add(parameter(rawQueryOrEmpty.substring(start, end)));
            }
            start = end + 1;
        }
        return new CanonicalQuery(parameters);
    }

    private static QueryParameter parameter(String piece) {
        int equals = piece.indexOf('=');
        String name = canonical(equals < 0 ? piece : piece.substring(0, equals), false);
        if (PercentEncoding.decode(name).isEmpty()) {
            throw ambiguous("The query has a name that is not UTF-8.");
        }
        @Nullable String value = equals < 0 ? null : canonical(piece.substring(equals + 1), true);
        return new QueryParameter(name, value);
    }

    private static String canonical(String raw, boolean isValue) {
        StringBuilder out = new StringBuilder(raw.length() + 8);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                appendEscape(out, PercentEncoding.octet(raw, i), isValue);
                i += 2;
            } else if (isEncodedSilently(c)) {
                PercentEncoding.append(out, c);
            } else {
                checkRaw(c);
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void appendEscape(StringBuilder out, int octet, boolean isValue) {
        if (octet < 0) {
            throw ambiguous("The query has a percent sign that begins no escape.");
        }
        boolean control = octet < 0x20 || octet == 0x7F;
        if (control && !(isValue && (octet == '\t' || octet == '\n' || octet == '\r'))) {
            throw ambiguous("The query has an encoded control character.");
        }
        if (PercentEncoding.isUnreserved(octet)) {
            out.append((char) octet);
        } else {
            PercentEncoding.append(out, octet);
        }
    }

    private static boolean isEncodedSilently(char c) {
        return switch (c) {
            case ';', '"', '<', '>', '^', '`', '{', '|', '}', '[', ']', '\\' -> true;
            default -> false;
        };
    }

    private static void checkRaw(char c) {
        if (c == '#') {
            throw ambiguous("The query has a fragment.");
        }
        if (c <= 0x20 || c == 0x7F) {
            throw ambiguous("The query has a space or a control character.");
        }
        if (c > 0x7F) {
            throw ambiguous("The query has a character outside ASCII that is not encoded.");
        }
    }

    private static AmbiguousRequestException ambiguous(String reason) {
        return new AmbiguousRequestException(Part.QUERY, reason);
    }
}
