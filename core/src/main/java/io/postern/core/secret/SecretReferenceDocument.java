package io.postern.core.secret;

import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A reference as {@code credentialSecretRef} writes it: {@code {"path","fields":{"value":"field"},"version","dynamic"}}, or
 * with {@code "field"} where the credential has one secret value. It is no secret, and is answered as it is kept: with
 * {@code fields}.
 */
public final class SecretReferenceDocument {

    private static final Set<String> MEMBERS = Set.of("path", "field", "fields", "version", "dynamic");
    private static final int LONGEST_PATH = 512;
    private static final int LONGEST_FIELD = 256;
    private static final int MOST_FIELDS = 64;

    private final ObjectNode document;
    private final List<FieldError> errors = new ArrayList<>();

    private SecretReferenceDocument(ObjectNode document) {
        this.document = document;
    }

    /**
     * Reads a reference.
     *
     * @param secretNames of the credential's kind and configuration, for {@code field}
     * @throws InvalidFieldsException with everything that is wrong, and paths inside the document
     */
    public static SecretReference parse(
            ObjectNode document, String clientId, String credentialId, Set<String> secretNames) {
        return new SecretReferenceDocument(document).parse(clientId, credentialId, secretNames);
    }

    private SecretReference parse(String clientId, String credentialId, Set<String> secretNames) {
        for (String member : document.propertyNames()) {
            if (!MEMBERS.contains(member)) {
                error("is not a member of a reference", member);
            }
        }
        String path = path();
        Map<String, String> fields = fields(secretNames);
        long version = version();
        boolean dynamic = dynamic();
        if (dynamic && version != StoredReference.NEWEST) {
            error("can't be given for a dynamic secret", "version");
        }
        if (!errors.isEmpty()) {
            throw new InvalidFieldsException(errors);
        }
        return dynamic
                ? new LeasedReference(clientId, credentialId, path, fields)
                : new StoredReference(clientId, credentialId, path, fields, version);
    }

    /** The document that reads as this reference. */
    public static ObjectNode of(SecretReference reference) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("path", reference.path());
        ObjectNode fields = document.putObject("fields");
        new TreeMap<>(reference.fields()).forEach(fields::put);
        if (reference instanceof StoredReference stored && stored.version() != StoredReference.NEWEST) {
            document.put("version", stored.version());
        }
        if (reference instanceof LeasedReference) {
            document.put("dynamic", true);
        }
        return document;
    }

    private String path() {
        String path = text(document.get("path"), LONGEST_PATH, "path");
        try {
            return path == null ? "" : SecretRef.checkPath(path);
        } catch (IllegalArgumentException e) {
            error(
                    "must be a path in Vault: parts of letters, digits, hyphens, underscores and dots, none of which"
                            + " begins with a dot, with slashes between them",
                    "path");
            return "";
        }
    }

    private Map<String, String> fields(Set<String> secretNames) {
        JsonNode one = present("field");
        JsonNode several = present("fields");
        if ((one == null) == (several == null)) {
            error("either this or fields is required", "field");
            return Map.of();
        }
        if (one != null) {
            String field = text(one, LONGEST_FIELD, "field");
            if (secretNames.size() != 1) {
                error("is for a credential with one secret value; name them in fields", "field");
                return Map.of();
            }
            return field == null ? Map.of() : Map.of(secretNames.iterator().next(), field);
        }
        if (!(several instanceof ObjectNode object) || object.isEmpty() || object.size() > MOST_FIELDS) {
            error("must be an object of 1 to " + MOST_FIELDS + " names of fields", "fields");
            return Map.of();
        }
        Map<String, String> fields = new TreeMap<>();
        object.properties().forEach(member -> {
            String field = text(member.getValue(), LONGEST_FIELD, "fields", member.getKey());
            if (field != null) {
                fields.put(member.getKey(), field);
            }
        });
        return fields;
    }

    private long version() {
        JsonNode version = present("version");
        if (version == null) {
            return StoredReference.NEWEST;
        }
        if (!version.isIntegralNumber() || !version.canConvertToLong() || version.longValue() < 1) {
            error("must be a whole number from 1", "version");
            return StoredReference.NEWEST;
        }
        return version.longValue();
    }

    private boolean dynamic() {
        JsonNode dynamic = present("dynamic");
        if (dynamic != null && !dynamic.isBoolean()) {
            error("must be true or false", "dynamic");
            return false;
        }
        return dynamic != null && dynamic.booleanValue();
    }

    private @Nullable String text(@Nullable JsonNode node, int longest, String... at) {
        if (node == null || node.isNull()) {
            error("is required", at);
            return null;
        }
        if (!node.isString()
                || node.stringValue().isEmpty()
                || node.stringValue().length() > longest) {
            error("must be a text of 1 to " + longest + " characters", at);
            return null;
        }
        return node.stringValue();
    }

    private @Nullable JsonNode present(String member) {
        JsonNode node = document.get(member);
        return node == null || node.isNull() ? null : node;
    }

    private void error(String message, String... at) {
        errors.add(new FieldError(List.of(at), message));
    }
}
