package io.postern.core.request;

import java.util.List;
import java.util.stream.Collectors;

/** A query as {@link QueryCanonicalizer} leaves it: its parameters in their order. */
public record CanonicalQuery(List<QueryParameter> parameters) {

    public static final CanonicalQuery EMPTY = new CanonicalQuery(List.of());

    public CanonicalQuery {
        parameters = List.copyOf(parameters);
    }

    /** The query string, without a question mark; empty where there is no parameter. */
    public String encoded() {
        return parameters.stream().map(QueryParameter::encoded).collect(Collectors.joining("&"));
    }
}
