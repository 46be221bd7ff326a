package io.postern.core.rule;

import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.request.CallMethods;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads one rule, in whichever shape it is written. */
final class RuleReader {

    /** Of each of the groups that are lists. */
    private static final int MOST_CONDITIONS = 32;

    private static final int MOST_NOTES = 1000;

    /** Of all patterns of a rule together, which a gateway has in memory. */
    private static final int MOST_INSTRUCTIONS = 8192;

    private final String ruleId;
    private final List<FieldError> errors = new ArrayList<>();
    private final DocumentReader document;
    private PatternReader patterns = new PatternReader("");

    RuleReader(String ruleId, ObjectNode document) {
        this.ruleId = ruleId;
        this.document = new DocumentReader(document, List.of(), errors);
    }

    Rule read() {
        Optional<RuleEffect> effect = effect();
        int priority = priority();
        Set<String> methods = methods();
        patterns = new PatternReader(PatternReader.flags(document, "regexFlags").orElse(""));
        Optional<PathCondition> path = path();
        List<FieldCondition> headers = fields("headers", "headerChecks", TextPattern::compileHeaderName);
        List<FieldCondition> query = fields("query", "queryChecks", TextPattern::compileParameterName);
        List<ClaimCondition> token = token();
        List<BodyCondition> body = body();
        String notes = document.text("notes").orElse("");
        if (notes.length() > MOST_NOTES) {
            document.error("is longer than " + MOST_NOTES + " characters", "notes");
        }
        document.finish();
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
        Rule rule = new Rule(
                ruleId, effect.orElseThrow(), priority, methods, path.orElse(null), headers, query, token, body, notes);
        if (rule.size() > MOST_INSTRUCTIONS) {
            throw InvalidFieldsException.of("has patterns that are too large together");
        }
        return rule;
    }

    private Optional<RuleEffect> effect() {
        Optional<RuleEffect> effect = document.text("effect").flatMap(RuleEffect::ofWord);
        if (effect.isEmpty()) {
            document.error("must be allow or deny", "effect");
        }
        return effect;
    }

    private int priority() {
        Optional<JsonNode> node = document.member("priority");
        if (node.isEmpty()) {
            return 0;
        }
        JsonNode value = node.get();
        if (value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= 0
                && value.intValue() <= Rule.HIGHEST_PRIORITY) {
            return value.intValue();
        }
        document.error("must be a whole number from 0 to " + Rule.HIGHEST_PRIORITY, "priority");
        return 0;
    }

    private Set<String> methods() {
        Set<String> methods = new HashSet<>();
        Optional<JsonNode> node = document.member("methods");
        if (node.isPresent() && !node.get().isArray()) {
            document.error("must be an array", "methods");
            return methods;
        }
        if (node.isPresent() && node.get().size() > MOST_CONDITIONS) {
            document.error("must have at most " + MOST_CONDITIONS + " elements", "methods");
            return methods;
        }
        for (int i = 0; node.isPresent() && i < node.get().size(); i++) {
            JsonNode item = node.get().get(i);
            String method = item.isString() ? item.stringValue().toUpperCase(Locale.ROOT) : "";
            if (CallMethods.ALL.contains(method)) {
                methods.add(method);
            } else {
                document.error("must be one of " + String.join(", ", CallMethods.ALL), "methods", Integer.toString(i));
            }
        }
        return methods;
    }

    private Optional<PathCondition> path() {
        Optional<DocumentReader> path = document.object("path");
        if (document.has("pathPattern") || document.has("pathPresence")) {
            if (path.isPresent()) {
                document.error("must not stand beside the older pathPattern and pathPresence", "path");
                return Optional.empty();
            }
            Optional<TextPattern> pattern = patterns.text(document, "pathPattern");
            Presence presence = presence(document, "pathPresence");
            if (!document.has("pathPattern")) {
                document.error("is required where there is a pathPresence", "pathPattern");
            }
            return pattern.map(found -> new PathCondition(null, found, presence));
        }
        return path.flatMap(this::path);
    }

    private Optional<PathCondition> path(DocumentReader path) {
        Presence presence = presence(path, "presence");
        Optional<PathCondition> condition;
        if (path.has("path")) {
            condition = patterns.object(path, "path", TextPattern::compile)
                    .map(pattern -> new PathCondition(null, pattern, presence));
        } else if (path.has("template") == path.has("pattern")) {
            path.error("must have either a template or a pattern");
            condition = Optional.empty();
        } else if (path.has("template")) {
            condition = path.text("template", PathTemplate::parse)
                    .map(template -> new PathCondition(template, null, presence));
        } else {
            condition = patterns.members(path, TextPattern::compile)
                    .map(pattern -> new PathCondition(null, pattern, presence));
        }
        path.finish();
        return condition;
    }

    private List<FieldCondition> fields(String name, String olderName, BiFunction<String, String, TextPattern> named) {
        if (document.has(name) && document.has(olderName)) {
            document.error("must not stand beside the older " + olderName, name);
        }
        List<FieldCondition> conditions = new ArrayList<>();
        for (DocumentReader item : document.objects(document.has(olderName) ? olderName : name, MOST_CONDITIONS)) {
            Optional<TextPattern> fieldName = patterns.object(item, "name", named);
            if (!item.has("name")) {
                item.error("is required", "name");
            }
            TextPattern value = patterns.value(item, "value");
            Presence presence = presence(item, "presence");
            item.finish();
            fieldName.ifPresent(found -> conditions.add(new FieldCondition(found, value, presence)));
        }
        return conditions;
    }

    private List<ClaimCondition> token() {
        List<ClaimCondition> conditions = new ArrayList<>();
        for (DocumentReader item : document.objects("token", MOST_CONDITIONS)) {
            Optional<String> claim = item.text("claim");
            if (claim.filter(name -> !name.isBlank() && name.length() <= 256).isEmpty()) {
                item.error("must be the name of a claim, of at most 256 characters", "claim");
            }
            TextPattern value = patterns.value(item, item.has("matchValue") ? "matchValue" : "value");
            Presence presence = presence(item, "presence");
            item.finish();
            claim.ifPresent(name -> conditions.add(new ClaimCondition(name, value, presence)));
        }
        return conditions;
    }

    private List<BodyCondition> body() {
        List<BodyCondition> conditions = new ArrayList<>();
        for (DocumentReader item : document.objects("body", MOST_CONDITIONS)) {
            Optional<JsonPathExpression> jsonPath = jsonPath(item);
            if (item.has("matchValue") && item.has("value")) {
                item.error("must not stand beside the older matchValue", "value");
            }
            TextPattern value = patterns.value(item, item.has("matchValue") ? "matchValue" : "value");
            Presence presence = presence(item, "presence");
            item.finish();
            jsonPath.ifPresent(path -> conditions.add(new BodyCondition(path, value, presence)));
        }
        return conditions;
    }

    /** The older form had a pattern over all paths; the one that was published, {@code .*}, means every value. */
    private static Optional<JsonPathExpression> jsonPath(DocumentReader item) {
        Optional<JsonNode> node = item.member("jsonPath");
        if (node.isEmpty()) {
            item.error("is required", "jsonPath");
            return Optional.empty();
        }
        if (node.get().isString()) {
            return item.text("jsonPath", JsonPathExpression::parse);
        }
        Optional<DocumentReader> older = item.object("jsonPath");
        Optional<JsonPathExpression> path = older.flatMap(object ->
                object.text("pattern", source -> JsonPathExpression.parse(source.equals(".*") ? "$..*" : source)));
        older.ifPresent(object -> {
            if (!object.has("pattern")) {
                object.error("is required", "pattern");
            }
            object.finish();
        });
        return path;
    }

    private static Presence presence(DocumentReader item, String name) {
        Optional<String> word = item.text(name);
        Optional<Presence> presence = word.flatMap(Presence::ofWord);
        if (word.isPresent() && presence.isEmpty()) {
            item.error("must be present or absent", name);
        }
        return presence.orElse(Presence.PRESENT);
    }
}
