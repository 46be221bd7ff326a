package io.postern.core.rule;

import io.postern.core.request.CallMethods;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form of a rule: reads every published shape, writes one. */
public final class RuleDocument {

    private RuleDocument() {}

    /**
     * Reads a rule's document: {@code effect} and, as wanted, {@code priority} (0), {@code methods}, {@code path},
     * {@code headers}, {@code query}, {@code token}, {@code body}, {@code regexFlags} for all its patterns, and
     * {@code notes} of at most 1,000 characters. Older members are taken for these: {@code pathPattern},
     * {@code pathPresence}, {@code headerChecks}, {@code queryChecks}, a path within the path, {@code matchValue}, a pattern
     * as the JSON path, {@code must_exist} and {@code must_not_exist}. Unknown members are errors.
     *
     * @throws io.postern.core.field.InvalidFieldsException with the paths of everything wrong
     */
    public static Rule parse(String ruleId, ObjectNode document) {
        return new RuleReader(ruleId, document).read();
    }

    /** The canonical shape, without the id, and without what is not restricted. */
    public static ObjectNode write(Rule rule) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("effect", rule.effect().word());
        document.put("priority", rule.priority());
        if (!rule.methods().isEmpty()) {
            ArrayNode methods = document.putArray("methods");
            CallMethods.ALL.stream().filter(rule.methods()::contains).forEach(methods::add);
        }
        PathCondition path = rule.path();
        if (path != null) {
            writePath(document.putObject("path"), path);
        }
        writeFields(document, "headers", rule.headers());
        writeFields(document, "query", rule.query());
        if (!rule.token().isEmpty()) {
            ArrayNode token = document.putArray("token");
            for (ClaimCondition condition : rule.token()) {
                ObjectNode item = token.addObject().put("claim", condition.claim());
                writeValue(item, condition.value(), condition.presence());
            }
        }
        if (!rule.body().isEmpty()) {
            ArrayNode body = document.putArray("body");
            for (BodyCondition condition : rule.body()) {
                ObjectNode item =
                        body.addObject().put("jsonPath", condition.jsonPath().text());
                writeValue(item, condition.value(), condition.presence());
            }
        }
        if (!rule.notes().isEmpty()) {
            document.put("notes", rule.notes());
        }
        return document;
    }

    private static void writePath(ObjectNode document, PathCondition path) {
        PathTemplate template = path.template();
        if (template != null) {
            document.put("template", template.text());
        }
        TextPattern pattern = path.pattern();
        if (pattern != null) {
            writePattern(document, pattern);
        }
        document.put("presence", path.presence().word());
    }

    private static void writeFields(ObjectNode document, String member, List<FieldCondition> conditions) {
        if (conditions.isEmpty()) {
            return;
        }
        ArrayNode fields = document.putArray(member);
        for (FieldCondition condition : conditions) {
            ObjectNode item = fields.addObject();
            item.set("name", pattern(condition.name()));
            writeValue(item, condition.value(), condition.presence());
        }
    }

    private static void writeValue(ObjectNode item, TextPattern value, Presence presence) {
        item.set("value", pattern(value));
        item.put("presence", presence.word());
    }

    private static ObjectNode pattern(TextPattern pattern) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        writePattern(document, pattern);
        return document;
    }

    private static void writePattern(ObjectNode document, TextPattern pattern) {
        document.put("pattern", pattern.source());
        if (!pattern.flags().isEmpty()) {
            document.put("flags", pattern.flags());
        }
    }
}
