package io.postern.gateway.inject;

import io.postern.core.request.ParameterNames;
import io.postern.gateway.outbound.OutboundRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Secrets in the query. */
final class QueryPlace {

    private QueryPlace() {}

    /** Removes every parameter that a target may take for this one, however the caller had written it. */
    static void clear(OutboundRequest request, String name) {
        request.query().removeIf(pair -> ParameterNames.mayBeTheSame(name, decodedName(pair)));
    }

    /** Adds a parameter at the end. */
    static void add(OutboundRequest request, String name, String value) {
        request.query().add(PercentEncoding.unreservedOnly(name) + "=" + PercentEncoding.unreservedOnly(value));
    }

    /** The name as a target may read it; as it is where it can't be decoded. */
    static String decodedName(String pair) {
        int end = pair.indexOf('=');
        String name = end < 0 ? pair : pair.substring(0, end);
        if (name.indexOf('%') < 0 && name.indexOf('+') < 0) {
            return name;
        }
        try {
            // As forms are decoded: a target may take the plus sign for a space.
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return name;
        }
    }
}
