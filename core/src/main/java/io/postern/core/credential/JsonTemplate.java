package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object in whose texts {@code {{name}}} stands for the secret value of that name, at any depth. Names of members are
 * no templates.
 */
public final class JsonTemplate {

    private static final int DEEPEST = 32;
    private static final int LONGEST = 65_536;

    private final ObjectNode written;
    private final Set<String> names = new LinkedHashSet<>();

    private JsonTemplate(ObjectNode written) {
        this.written = written.deepCopy();
        replaced(this.written, new ArrayList<>(), template -> {
            names.addAll(template.names());
            return "";
        });
    }

    /**
     * Reads a template of at most 65,536 characters and 32 levels.
     *
     * @throws InvalidFieldsException where a text is no {@link SecretTemplate}, with its path inside the object
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static JsonTemplate parse(ObjectNode written) {
        if (written.toString().length() > LONGEST) {
            throw InvalidFieldsException.of("is longer than " + LONGEST + " characters");
        }
        return new JsonTemplate(written);
    }

    /** The names it uses, without repetition. */
    public Set<String> names() {
        return new LinkedHashSet<>(names);
    }

    /** The object with every value in its place: as secret as the values are. */
    public JsonNode fill(SecretBundle secret) {
        return replaced(
                written, new ArrayList<>(), template -> template.fill(secret).reveal());
    }

    private static JsonNode replaced(JsonNode node, List<String> path, Function<SecretTemplate, String> text) {
        if (path.size() > DEEPEST) {
            throw new InvalidFieldsException(List.of(new FieldError(path, "is deeper than " + DEEPEST + " levels")));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(member ->
                            copy.set(member.getKey(), replacedIn(member.getValue(), path, member.getKey(), text)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < array.size(); i++) {
                copy.add(replacedIn(array.get(i), path, Integer.toString(i), text));
            }
            return copy;
        }
        if (node.isString()) {
            return JsonNodeFactory.instance.stringNode(text.apply(template(node.stringValue(), path)));
        }
        return node;
    }

    private static JsonNode replacedIn(
            JsonNode child, List<String> path, String step, Function<SecretTemplate, String> text) {
        List<String> further = new ArrayList<>(path);
        further.add(step);
        return replaced(child, further, text);
    }

    private static SecretTemplate template(String text, List<String> path) {
        try {
            return SecretTemplate.parse(text);
        } catch (InvalidFieldsException e) {
            throw new InvalidFieldsException(e.errors().stream()
                    .map(error -> new FieldError(path, error.message()))
                    .toList());
        }
    }

    /** The template as it was written; no secret. */
    @JsonValue
    public ObjectNode written() {
        return written.deepCopy();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonTemplate that && written.equals(that.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
