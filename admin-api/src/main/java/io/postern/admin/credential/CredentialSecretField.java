package io.postern.admin.credential;

import io.postern.admin.http.Fields;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code credentialSecret}: values in, never out. */
final class CredentialSecretField {

    private static final String FIELD = "credentialSecret";
    private static final int LONGEST_VALUE = 65_536;

    /** What the documents of {@code jwtVerify} put beside the secret although it is none. */
    private static final List<String> JWT_CONFIG =
            List.of("jwksUri", "issuer", "audience", "algorithms", "clockSkewSeconds");

    private CredentialSecretField() {}

    /** The same document, with the readable members of a {@code jwtVerify} secret moved into the config. */
    static ObjectNode withConfigApart(ObjectNode document) {
        JsonNode kind = document.get("credentialAuthType");
        if (kind == null
                || !kind.isString()
                || !kind.stringValue().equals("jwtVerify")
                || !(document.get(FIELD) instanceof ObjectNode secret)) {
            return document;
        }
        ObjectNode apart = document.deepCopy();
        ObjectNode secretOnly = secret.deepCopy();
        JsonNode written = apart.get("credentialConfig");
        if (written != null && !written.isNull() && !written.isObject()) {
            return document;
        }
        ObjectNode config = written instanceof ObjectNode object
                ? object
                : JsonMapper.shared().createObjectNode();
        for (String member : JWT_CONFIG) {
            JsonNode value = secretOnly.remove(member);
            if (value != null) {
                config.set(member, value);
            }
        }
        apart.set("credentialConfig", config);
        if (secretOnly.isEmpty()) {
            apart.remove(FIELD);
        } else {
            apart.set(FIELD, secretOnly);
        }
        return apart;
    }

    /** The values, checked against the kind; null where there are none or they are not valid. */
    static @Nullable SecretBundle read(Fields fields, @Nullable CredentialSpec spec) {
        ObjectNode document = fields.object(FIELD);
        if (document == null) {
            return null;
        }
        Map<String, SecretValue> values = new TreeMap<>();
        boolean readable = true;
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            JsonNode value = member.getValue();
            if (!value.isString()) {
                fields.error("must be a string", FIELD, member.getKey());
                readable = false;
            } else if (value.stringValue().length() > LONGEST_VALUE) {
                fields.error("is longer than " + LONGEST_VALUE + " characters", FIELD, member.getKey());
                readable = false;
            } else {
                values.put(member.getKey(), SecretValue.of(value.stringValue()));
            }
        }
        if (!readable || spec == null) {
            return null;
        }
        SecretBundle secret = SecretBundle.of(values);
        fields.check(FIELD, () -> {
            spec.checkSecret(secret);
            return secret;
        });
        return secret.names().isEmpty() ? null : secret;
    }

    /** Whether a secret that was written for one spec can't serve another, so that a new one has to come with it. */
    static boolean needsAnother(CredentialSpec before, CredentialSpec after) {
        if (after.secretNames().isEmpty()) {
            return false;
        }
        return before.getClass() != after.getClass()
                || !before.secretNames().equals(after.secretNames())
                || !before.secretForm().equals(after.secretForm());
    }
}
