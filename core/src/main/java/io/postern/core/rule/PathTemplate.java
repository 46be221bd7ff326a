package io.postern.core.rule;

import io.postern.core.request.AmbiguousRequestException;
import io.postern.core.request.CanonicalPath;
import io.postern.core.request.PathCanonicalizer;
import io.postern.core.target.EncodedSlashes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The whole path of a request, segment by segment: {@code /v1/customers/{id}}. {@code {name}} stands for exactly one
 * segment, which is not empty; {@code /**} at the end stands for any number of further segments, none too. Everything else
 * stands for itself, in the canonical form of requests.
 */
public final class PathTemplate {

    private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z_][A-Za-z0-9_-]{0,63}}");
    private static final String REST = "/**";

    private final String text;
    private final boolean open;
    // Null stands for a variable.
    private final @Nullable String[] segments;
    private final @Nullable String[] decoded;

    private PathTemplate(String text, boolean open, @Nullable String[] segments, @Nullable String[] decoded) {
        this.text = text;
        this.open = open;
        this.segments = segments;
        this.decoded = decoded;
    }

    /**
     * Reads a template of at most 1,024 characters.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static PathTemplate parse(String text) {
        if (text.length() > TextPattern.MOST_CHARACTERS) {
            throw new IllegalArgumentException("is longer than " + TextPattern.MOST_CHARACTERS + " characters");
        }
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("must begin with a slash");
        }
        boolean open = text.endsWith(REST);
        String fixed = open ? text.substring(0, text.length() - REST.length()) : text;
        List<@Nullable String> segments = new ArrayList<>();
        List<@Nullable String> decoded = new ArrayList<>();
        StringBuilder canonical = new StringBuilder();
        String[] pieces = split(fixed);
        for (int i = 0; i < pieces.length; i++) {
            String piece = pieces[i];
            boolean variable = VARIABLE.matcher(piece).matches();
            if (piece.isEmpty() && (i < pieces.length - 1 || open)) {
                throw new IllegalArgumentException("must have no empty segments");
            }
            String segment = variable ? piece : literal(piece);
            canonical.append('/').append(segment);
            segments.add(variable ? null : segment);
            decoded.add(variable ? null : new CanonicalPath(segment).decoded());
        }
        return new PathTemplate(
                canonical + (open ? REST : ""),
                open,
                segments.toArray(new @Nullable String[0]),
                decoded.toArray(new @Nullable String[0]));
    }

    private static String literal(String piece) {
        if (piece.indexOf('{') >= 0 || piece.indexOf('}') >= 0) {
            throw new IllegalArgumentException("must have braces only around the name of a whole segment");
        }
        if (piece.equals("*") || piece.equals("**")) {
            throw new IllegalArgumentException("must have stars only at its end, as /**; write {name} for one segment");
        }
        try {
            return PathCanonicalizer.canonicalize("/" + piece, EncodedSlashes.KEEP)
                    .value()
                    .substring(1);
        } catch (AmbiguousRequestException e) {
            throw new IllegalArgumentException("can't be the path of any request: " + e.reason(), e);
        }
    }

    /** {@code /a/b/} has the segments a, b and an empty one; the empty path has none. */
    static String[] split(String path) {
        return path.isEmpty() ? new String[0] : path.substring(1).split("/", -1);
    }

    /** Whether the request's path is this one, to the last slash. */
    boolean must(RequestReadings request) {
        return matches(segments, segments.length, request.segments(), request.segments().length);
    }

    /** Whether servers may take the request's path for this one: escapes decoded, carelessly too, with or without a slash at the end. */
    boolean may(RequestReadings request) {
        return must(request)
                || may(request.decodedSegments())
                || (request.mayBeReadCarelessly() && may(request.carelessSegments()));
    }

    private boolean may(String[] given) {
        return matches(decoded, bare(decoded), given, bare(given));
    }

    private static int bare(@Nullable String[] segments) {
        int last = segments.length - 1;
        return last >= 0 && "".equals(segments[last]) ? last : segments.length;
    }

    private boolean matches(@Nullable String[] wanted, int wantedLength, String[] given, int givenLength) {
        if (open ? givenLength < wantedLength : givenLength != wantedLength) {
            return false;
        }
        for (int i = 0; i < wantedLength; i++) {
            String segment = wanted[i];
            if (segment == null ? given[i].isEmpty() : !segment.equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    /** What every path that this may match begins with; see {@link PathCondition#beginning()}. */
    String beginning() {
        return PathCondition.beginning(decoded);
    }

    /** The template in canonical form. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathTemplate that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(segments);
    }

    @Override
    public String toString() {
        return text;
    }
}
