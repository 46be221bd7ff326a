package io.postern.admin.credential;

import io.postern.admin.credential.SecretCustody.Kept;
import io.postern.admin.http.Patch;
import io.postern.admin.http.ResourceFields;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.plan.CallerHash;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretReference;
import io.postern.core.secret.SecretReferenceDocument;
import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** From a document, and the row before it, to the row after it. Pure, so that a PUT can be judged twice. */
final class CredentialChange {

    private CredentialChange() {}

    static CredentialFields creation(ObjectNode document, Owner owner) {
        CredentialFields fields = CredentialFields.read(document, owner.ofReferences());
        if (fields.secret().isNothing() && !fields.spec().secretNames().isEmpty()) {
            throw CredentialService.secretRequired();
        }
        return fields;
    }

    static CredentialFields update(CredentialRow row, Patch patch) {
        JsonNode type = patch.members().get("credentialType");
        if (type != null && type.isString()) {
            // Before the rest, which would be judged as that of a kind of the other type.
            ResourceFields.unchanged(row.credentialType(), type.stringValue(), "credentialType");
        }
        CredentialFields fields = CredentialFields.read(
                patch.applyTo(before(row, patch)), owner(row).ofReferences());
        ResourceFields.unchanged(row.credentialRegion(), fields.region(), "credentialRegion");
        if (fields.secret().isNothing() && lacksSecret(row, fields)) {
            throw CredentialService.secretRequired();
        }
        return fields;
    }

    /** A new secret takes the place of a reference, which need not be taken away beside it. */
    private static ObjectNode before(CredentialRow row, Patch patch) {
        ObjectNode before = CredentialFields.writable(row);
        if (patch.members().path("credentialSecret").isObject()) {
            before.remove(CredentialSecretRefField.FIELD);
        }
        return before;
    }

    /** Whether what the row has can't serve what it is to become: the reference is taken away, or the kind needs another. */
    private static boolean lacksSecret(CredentialRow row, CredentialFields fields) {
        return CredentialSecretField.needsAnother(CredentialFields.spec(row), fields.spec())
                || (row.secretReference() != null
                        && !fields.spec().secretNames().isEmpty());
    }

    private static Owner owner(CredentialRow row) {
        return new Owner(row.credentialId(), row.clientId(), row.userId());
    }

    static CredentialRow created(CredentialFields fields, Kept kept, Owner owner, Instant now) {
        return row(fields, kept.ref(), hashes(kept.hash()), owner, now, now);
    }

    static CredentialRow updated(CredentialRow before, CredentialFields fields, Kept kept, Instant now) {
        SecretRef secret = before.secret();
        List<CallerHash> hashes = CallerHashes.read(before.callerHashes());
        if (fields.secret().values() != null) {
            secret = kept.ref();
            hashes = CallerHashes.rotate(hashes, kept.hash(), fields.rotationGraceSeconds(), now);
        } else if (fields.secret().reference() != null
                || fields.spec().secretNames().isEmpty()) {
            secret = null;
            hashes = List.of();
        }
        return row(fields, secret, hashes, owner(before), before.createdAt(), now);
    }

    private static List<CallerHash> hashes(@Nullable CallerHash hash) {
        return hash == null ? List.of() : List.of(hash);
    }

    private static CredentialRow row(
            CredentialFields fields,
            @Nullable SecretRef secret,
            List<CallerHash> hashes,
            Owner owner,
            Instant createdAt,
            Instant updatedAt) {
        return new CredentialRow(
                owner.credentialId(),
                owner.clientId(),
                fields.type().word(),
                fields.spec().authType(),
                fields.name(),
                fields.region(),
                fields.defaultRuleEffect().word(),
                Json.of(JsonMapper.shared().writeValueAsString(CredentialKinds.config(fields.spec()))),
                fields.rotationGraceSeconds(),
                secret == null ? null : secret.store(),
                secret == null ? null : secret.path(),
                secret == null ? null : secret.version(),
                reference(fields.secret().reference()),
                CallerHashes.write(hashes),
                owner.userId(),
                createdAt,
                updatedAt);
    }

    private static @Nullable Json reference(@Nullable SecretReference reference) {
        return reference == null
                ? null
                : Json.of(JsonMapper.shared().writeValueAsString(SecretReferenceDocument.of(reference)));
    }

    /** Whose the row is, and who made it. */
    record Owner(String credentialId, String clientId, String userId) {

        private CredentialSecretRefField.Owner ofReferences() {
            return new CredentialSecretRefField.Owner(clientId, credentialId);
        }
    }
}
