package io.postern.gateway.inject;

import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.HashMap;
import java.util.Map;

/** Secrets in the path, where the caller wrote {@code {{name}}}. */
final class PathPlace {

    /** How the braces arrive: a canonical path has them encoded. */
    private static final Placeholders PLACEHOLDERS = new Placeholders("%7B%7B", "%7D%7D");

    private PathPlace() {}

    /**
     * Fills every placeholder of these names, all in one pass, so that no value is searched for further placeholders.
     * Each value stays inside its segment: a slash in it is encoded.
     */
    static Outcome<OutboundRequest> fill(OutboundRequest request, Map<String, String> values) {
        Map<String, String> encoded = new HashMap<>();
        values.forEach((name, value) -> encoded.put(name, PercentEncoding.segment(value)));
        Placeholders.Filled filled = PLACEHOLDERS.fill(request.path(), encoded);
        for (String name : values.keySet()) {
            if (!filled.names().contains(name)) {
                return Outcome.refused(MissingPlaceholder.refusal("path", name));
            }
        }
        if (hasDotSegment(filled.text())) {
            return Outcome.refused(
                    Refusal.of(RefusalCode.INJECTION_FAILED, "The path with the secret in it would be another path")
                            .withDetail("a segment became empty, '.' or '..'"));
        }
        request.path(filled.text());
        return Outcome.passed(request);
    }

    /** The path had none before, it is canonical; a secret of dots, or next to dots, could make one. */
    private static boolean hasDotSegment(String path) {
        int begin = 1;
        while (begin <= path.length()) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(begin, end);
            if (segment.equals(".") || segment.equals("..") || (segment.isEmpty() && slash >= 0)) {
                return true;
            }
            begin = end + 1;
        }
        return false;
    }
}
