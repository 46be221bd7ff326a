package io.postern.gateway.inject;

import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Secrets in the JSON body, where the caller wrote {@code {{name}}} inside a string; names of members stay as they are. */
final class BodyPlace {

    private static final Placeholders PLACEHOLDERS = new Placeholders("{{", "}}");

    private BodyPlace() {}

    /** Fills every placeholder of these names; no value is searched for further placeholders. */
    static Outcome<OutboundRequest> fill(OutboundRequest request, Map<String, String> values) {
        Set<String> found = new HashSet<>();
        JsonNode json = request.json();
        if (json != null) {
            request.json(filled(json, values, found));
        }
        for (String name : values.keySet()) {
            if (!found.contains(name)) {
                return Outcome.refused(MissingPlaceholder.refusal("JSON body", name));
            }
        }
        return Outcome.passed(request);
    }

    /** Changes objects and arrays in place: the tree belongs to this one call. The parser bounds the depth. */
    private static JsonNode filled(JsonNode node, Map<String, String> values, Set<String> found) {
        if (node instanceof StringNode text) {
            Placeholders.Filled filled = PLACEHOLDERS.fill(text.stringValue(), values);
            found.addAll(filled.names());
            return filled.names().isEmpty() ? node : StringNode.valueOf(filled.text());
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(filled(member.getValue(), values, found)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, filled(array.get(i), values, found));
            }
        }
        return node;
    }
}
