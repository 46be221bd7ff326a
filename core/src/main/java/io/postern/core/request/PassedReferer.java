package io.postern.core.request;

import org.jspecify.annotations.Nullable;

/**
 * A caller's {@code Referer} as the target gets it. A browser that asked for a page with a credential in the query says so in
 * whatever it asks for next (RFC 9110, section 10.1.3).
 */
public final class PassedReferer {

    private static final String NAME = "Referer";

    private PassedReferer() {}

    /**
     * The field's value, of a {@code Referer} without the parameters in which callers show their credentials, or without its
     * query where that can't be read in one way.
     *
     * @param name of any header field; the value of all others stays as it is
     * @param ownParameter that only this proxy's callers show their credential in; null where it has none
     */
    public static String of(String name, String value, @Nullable String ownParameter) {
        if (!name.equalsIgnoreCase(NAME)) {
            return value;
        }
        int question = value.indexOf('?');
        if (question < 0) {
            return value;
        }
        String before = value.substring(0, question);
        try {
            CanonicalQuery query = QueryCanonicalizer.canonicalize(value.substring(question + 1));
            CanonicalQuery rest = PresentedQuery.without(query, ownParameter);
            if (rest.equals(query)) {
                return value;
            }
            return rest.parameters().isEmpty() ? before : before + "?" + rest.encoded();
        } catch (AmbiguousRequestException unreadable) {
            return before;
        }
    }
}
