package io.postern.admin.rule;

import io.postern.admin.http.Patch;
import io.postern.admin.http.ResourceFields;
import io.postern.admin.http.Timestamps;
import io.postern.core.rule.RuleDocument;
import io.r2dbc.postgresql.codec.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A rule's document on its way in and out. What a rule may say is core's business. */
final class RuleDefinition {

    private static final Set<String> READ_ONLY = ResourceFields.readOnly("rule");

    /** Older names, and the member of the canonical shape that each of them replaces when a PUT sends it. */
    private static final Map<String, String> REPLACED = Map.of(
            "pathPattern", "path",
            "pathPresence", "path",
            "headerChecks", "headers",
            "queryChecks", "query");

    private RuleDefinition() {}

    /**
     * The canonical form of what was sent.
     *
     * @throws io.postern.core.field.InvalidFieldsException with everything that is wrong
     */
    static Json read(String ruleId, ObjectNode sent) {
        ObjectNode document = sent.deepCopy();
        document.remove(READ_ONLY);
        List<String> cleared = document.properties().stream()
                .filter(member -> member.getValue().isNull())
                .map(Map.Entry::getKey)
                .toList();
        document.remove(cleared);
        return Json.of(
                JsonMapper.shared().writeValueAsString(RuleDocument.write(RuleDocument.parse(ruleId, document))));
    }

    /** The stored form after a PUT, in which a member that is sent replaces the whole member. */
    static Json patched(RuleRow row, Patch patch) {
        ObjectNode before = definition(row);
        REPLACED.forEach((older, current) -> {
            if (patch.members().has(older)) {
                before.remove(current);
            }
        });
        return read(row.ruleId(), patch.applyTo(before));
    }

    /** The record as it is answered: the rule's members between those that every record has. */
    static ObjectNode answer(RuleRow row) {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        answer.put("pKey", row.clientId());
        answer.put("sKey", row.ruleId());
        answer.put("ruleId", row.ruleId());
        answer.setAll(definition(row));
        answer.put("userId", row.userId());
        answer.put("clientId", row.clientId());
        answer.put("parentId", row.clientId());
        answer.put("ruleCreatedAt", Timestamps.text(row.createdAt()));
        answer.put("ruleUpdatedAt", Timestamps.text(row.updatedAt()));
        return answer;
    }

    private static ObjectNode definition(RuleRow row) {
        return (ObjectNode) JsonMapper.shared().readTree(row.definition().asString());
    }
}
