package io.postern.admin.credential;

import io.postern.admin.http.Fields;
import io.postern.admin.http.ResourceFields;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.credential.CredentialType;
import io.postern.core.rule.RuleEffect;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretReference;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller may write of a credential, read and checked as a whole.
 *
 * @param secret nothing where the document says nothing of it: a PUT then keeps the one there is
 */
record CredentialFields(
        CredentialType type,
        CredentialSpec spec,
        String name,
        String region,
        RuleEffect defaultRuleEffect,
        int rotationGraceSeconds,
        WrittenSecret secret) {

    static final Set<String> READ_ONLY = readOnly();

    /** Five minutes: long enough for the apps of one team to take the new key over, short enough to end a leak. */
    static final int DEFAULT_GRACE_SECONDS = 300;

    private static final int MOST_GRACE_SECONDS = 2_592_000;

    private static Set<String> readOnly() {
        Set<String> names = new HashSet<>(ResourceFields.readOnly("credential"));
        names.add("credentialSecretVersion");
        return Set.copyOf(names);
    }

    /** @throws io.postern.core.field.InvalidFieldsException with everything that is wrong */
    static CredentialFields read(ObjectNode document, CredentialSecretRefField.Owner owner) {
        ObjectNode whole = CredentialSecretField.withConfigApart(document);
        Fields fields = Fields.of(whole, READ_ONLY);
        String name = fields.name("credentialName");
        String region = ResourceFields.region(fields, "credentialRegion");
        RuleEffect effect =
                fields.word("credentialDefaultRuleEffect", RuleEffect::ofWord, "allow or deny", RuleEffect.ALLOW);
        Integer grace = fields.integer("credentialRotationGraceSeconds", 0, MOST_GRACE_SECONDS);
        CredentialType type = type(fields);
        ObjectNode config = fields.object("credentialConfig");
        CredentialSpec spec = spec(fields, type, config);
        SecretBundle secret = CredentialSecretField.read(fields, spec);
        SecretReference reference = CredentialSecretRefField.read(fields, spec, owner);
        if (whole.path("credentialSecret").isObject()
                && whole.path(CredentialSecretRefField.FIELD).isObject()) {
            fields.error("can't be given together with credentialSecret", CredentialSecretRefField.FIELD);
        }
        fields.finish();
        return new CredentialFields(
                Objects.requireNonNull(type),
                Objects.requireNonNull(spec),
                name,
                region,
                effect,
                grace == null ? DEFAULT_GRACE_SECONDS : grace,
                new WrittenSecret(secret, reference));
    }

    private static @Nullable CredentialType type(Fields fields) {
        String word = fields.text("credentialType");
        CredentialType type = CredentialType.ofWord(word).orElse(null);
        if (type == null && fields.valid("credentialType")) {
            fields.error("must be proxy or target", "credentialType");
        }
        return type;
    }

    private static @Nullable CredentialSpec spec(
            Fields fields, @Nullable CredentialType type, @Nullable ObjectNode config) {
        String kind = fields.text("credentialAuthType");
        if (type == null || kind.isEmpty()) {
            return null;
        }
        if (CredentialKinds.canonicalName(type, kind).isEmpty()) {
            fields.error(
                    "must be one of the kinds of a " + type.word() + " credential: "
                            + String.join(", ", CredentialKinds.names(type)),
                    "credentialAuthType");
            return null;
        }
        if (!fields.valid("credentialConfig")) {
            return null;
        }
        ObjectNode written = config == null ? JsonMapper.shared().createObjectNode() : config;
        return fields.check("credentialConfig", () -> CredentialKinds.parse(type, kind, written));
    }

    /** The document that reads as this row, without the secret, but with the reference to one. */
    static ObjectNode writable(CredentialRow row) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.put("credentialType", row.credentialType());
        document.put("credentialAuthType", row.credentialAuthType());
        document.put("credentialName", row.credentialName());
        document.put("credentialRegion", row.credentialRegion());
        document.put("credentialDefaultRuleEffect", row.credentialDefaultRuleEffect());
        document.put("credentialRotationGraceSeconds", row.credentialRotationGraceSeconds());
        document.set("credentialConfig", config(row));
        if (row.reference() != null) {
            document.set(CredentialSecretRefField.FIELD, row.reference());
        }
        return document;
    }

    static ObjectNode config(CredentialRow row) {
        return (ObjectNode) JsonMapper.shared().readTree(row.credentialConfig().asString());
    }

    /** The spec that the row was written with. */
    static CredentialSpec spec(CredentialRow row) {
        CredentialType type = CredentialType.ofWord(row.credentialType()).orElseThrow();
        return CredentialKinds.parse(type, row.credentialAuthType(), config(row));
    }
}
