package io.postern.core.rule;

import io.postern.core.request.QueryCanonicalizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rules and requests written briefly. JSON is written with single quotes. */
final class Rules {

    /** As the gateway reads bodies. */
    private static final JsonMapper BODIES = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Rules() {}

    static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    static Rule rule(String id, String text) {
        return RuleDocument.parse(id, json(text));
    }

    static RuleScopes onlyProxy(RuleSet proxy) {
        RuleSet allow = RuleSet.compile(RuleEffect.ALLOW, List.of());
        return new RuleScopes(allow, allow, allow, proxy);
    }

    /** A request line such as {@code GET /a?b=c}, header lines such as {@code X-Team: a}, and a body in braces. */
    static RuleRequest request(String text, Map<String, Object> claims) {
        String[] lines = text.split("\n", -1);
        String[] start = lines[0].strip().split(" ", 2);
        String target = start.length < 2 ? "" : start[1];
        int question = target.indexOf('?');
        @Nullable Object body = null;
        for (String line : lines) {
            if (line.strip().startsWith("{")) {
                body = BODIES.readValue(line.strip().replace('\'', '"'), Map.class);
            }
        }
        return new RuleRequest(
                start[0],
                question < 0 ? target : target.substring(0, question),
                QueryCanonicalizer.canonicalize(question < 0 ? "" : target.substring(question + 1)),
                fields -> {
                    for (int i = 1; i < lines.length; i++) {
                        int colon = lines[i].indexOf(": ");
                        if (colon > 0 && !lines[i].strip().startsWith("{")) {
                            fields.accept(lines[i].substring(0, colon).strip(), lines[i].substring(colon + 2));
                        }
                    }
                },
                claims,
                body);
    }
}
