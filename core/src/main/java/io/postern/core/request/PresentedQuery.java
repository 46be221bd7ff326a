package io.postern.core.request;

import io.postern.core.request.AmbiguousRequestException.Part;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code Authorization}, in any case, with which a caller that can't set headers shows its credential. */
public final class PresentedQuery {

    private static final String NAME = "authorization";

    // In a form-encoded query the space behind the scheme is a plus sign; any other plus sign belongs to the value.
    private static final Pattern PLUS_AFTER_SCHEME = Pattern.compile("(?i)(bearer|basic)\\+(.*)");

    private PresentedQuery() {}

    /**
     * The decoded value; null where there is no such parameter.
     *
     * @throws AmbiguousRequestException where there are several, or the value is no text
     */
    public static @Nullable String read(CanonicalQuery query) {
        String value = only(query, PresentedQuery::is, "Authorization");
        if (value == null) {
            return null;
        }
        Matcher plus = PLUS_AFTER_SCHEME.matcher(value);
        return plus.matches() ? plus.group(1) + " " + plus.group(2) : value;
    }

    /** The decoded value of a parameter of the proxy's own; null where there is none. Fails as {@link #read(CanonicalQuery)}. */
    public static @Nullable String read(CanonicalQuery query, String name) {
        return only(query, parameter -> parameter.formDecodedName().equals(name), "that the API key stands in");
    }

    /**
     * The query without it, and without the parameter of the proxy's own, where there is one, in every spelling that a target
     * may take for theirs.
     */
    public static CanonicalQuery without(CanonicalQuery query, @Nullable String name) {
        if (query.parameters().isEmpty()) {
            return query;
        }
        Predicate<QueryParameter> any = parameter -> {
            String given = parameter.formDecodedName();
            return ParameterNames.mayBeTheSame(NAME, given)
                    || (name != null && ParameterNames.mayBeTheSame(name, given));
        };
        return query.parameters().stream().noneMatch(any)
                ? query
                : new CanonicalQuery(
                        query.parameters().stream().filter(any.negate()).toList());
    }

    private static @Nullable String only(CanonicalQuery query, Predicate<QueryParameter> which, String text) {
        QueryParameter found = null;
        for (QueryParameter parameter : query.parameters()) {
            if (which.test(parameter)) {
                if (found != null) {
                    throw ambiguous("The query parameter " + text + " must not stand more than once.");
                }
                found = parameter;
            }
        }
        if (found == null) {
            return null;
        }
        return found.decodedValue().orElseThrow(() -> ambiguous("The query parameter " + text + " is not UTF-8."));
    }

    private static boolean is(QueryParameter parameter) {
        return parameter.formDecodedName().strip().equalsIgnoreCase(NAME);
    }

    private static AmbiguousRequestException ambiguous(String reason) {
        return new AmbiguousRequestException(Part.QUERY, reason);
    }
}
