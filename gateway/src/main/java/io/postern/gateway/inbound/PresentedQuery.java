package io.postern.gateway.inbound;

import io.postern.core.request.AmbiguousRequestException;
import io.postern.core.request.AmbiguousRequestException.Part;
import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.QueryParameter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code Authorization}, in any case, with which a caller that can't set headers shows its credential. */
final class PresentedQuery {

    private static final String NAME = "authorization";

    // In a form-encoded query the space behind the scheme is a plus sign; any other plus sign belongs to the value.
    private static final Pattern PLUS_AFTER_SCHEME = Pattern.compile("(?i)(bearer|basic)\\+(.*)");

    private PresentedQuery() {}

    /**
     * The decoded value; null where there is no such parameter.
     *
     * @throws AmbiguousRequestException where there are several, or the value is no text
     */
    static @Nullable String read(CanonicalQuery query) {
        List<QueryParameter> found =
                query.parameters().stream().filter(PresentedQuery::is).toList();
        if (found.isEmpty()) {
            return null;
        }
        if (found.size() > 1) {
            throw ambiguous("The query parameter Authorization must not stand more than once.");
        }
        String value = found.get(0)
                .decodedValue()
                .orElseThrow(() -> ambiguous("The query parameter Authorization is not UTF-8."));
        Matcher plus = PLUS_AFTER_SCHEME.matcher(value);
        return plus.matches() ? plus.group(1) + " " + plus.group(2) : value;
    }

    /** The query without it. */
    static CanonicalQuery without(CanonicalQuery query) {
        return query.parameters().stream().noneMatch(PresentedQuery::is)
                ? query
                : new CanonicalQuery(query.parameters().stream()
                        .filter(parameter -> !is(parameter))
                        .toList());
    }

    private static boolean is(QueryParameter parameter) {
        return parameter.formDecodedName().strip().equalsIgnoreCase(NAME);
    }

    private static AmbiguousRequestException ambiguous(String reason) {
        return new AmbiguousRequestException(Part.QUERY, reason);
    }
}
