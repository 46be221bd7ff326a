package io.postern.admin.http;

import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads request bodies strictly: one JSON object (RFC 8259), no member twice, nothing after it. */
public final class JsonDocuments {

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonDocuments() {}

    /**
     * The object that the body is.
     *
     * @throws ApiException {@code malformed_json}, without the parser's text, which would quote the body
     * @throws InvalidFieldsException where a text in it can't be stored: U+0000, or half of a surrogate pair
     */
    public static ObjectNode read(byte[] body) {
        JsonNode document;
        try {
            document = STRICT.readTree(body);
        } catch (JacksonException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new ApiException(ErrorCode.MALFORMED_JSON, "The body is not well-formed JSON" + place);
        }
        if (!(document instanceof ObjectNode object)) {
            throw new ApiException(ErrorCode.MALFORMED_JSON, "The body must be one JSON object");
        }
        List<FieldError> errors = new ArrayList<>();
        checkTexts(object, new ArrayDeque<>(), errors);
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
        return object;
    }

    /** @param path of the node, which is copied for an error alone: a document can be deep and have many texts */
    private static void checkTexts(JsonNode node, Deque<String> path, List<FieldError> errors) {
        if (errors.size() == InvalidFieldsException.MOST_TOLD) {
            return;
        }
        if (node.isString() && !storable(node.stringValue())) {
            errors.add(new FieldError(List.copyOf(path), "must not contain U+0000 or half of a surrogate pair"));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                if (node.get(i).isContainer() || node.get(i).isString()) {
                    path.addLast(Integer.toString(i));
                    checkTexts(node.get(i), path, errors);
                    path.removeLast();
                }
            }
        } else if (node.isObject()) {
            node.properties().forEach(member -> {
                if (!storable(member.getKey())) {
                    errors.add(new FieldError(List.copyOf(path), "has a member whose name can't be stored"));
                } else {
                    path.addLast(member.getKey());
                    checkTexts(member.getValue(), path, errors);
                    path.removeLast();
                }
            });
        }
    }

    private static boolean storable(String text) {
        return text.codePoints()
                .allMatch(
                        point -> point != 0 && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }
}
