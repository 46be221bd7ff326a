package io.postern.gateway.caller;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who calls, as far as rules may look at it.
 *
 * @param claims the claims of a token that was verified, as a tree of maps, lists, strings, numbers, booleans and nulls;
 *     empty for every kind of credential that has no claims
 */
public record Caller(Map<String, Object> claims) {

    static final Caller WITHOUT_CLAIMS = new Caller(Map.of());

    public Caller {
        // A claim may be null, which Map.copyOf refuses.
        claims = claims.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    /** The names alone: values may be personal. */
    @Override
    public String toString() {
        return "Caller" + claims.keySet();
    }
}
