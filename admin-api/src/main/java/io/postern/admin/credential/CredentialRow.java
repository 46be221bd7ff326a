package io.postern.admin.credential;

import io.postern.core.secret.SecretRef;
import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A credential as it is stored: where its secret is, never the secret. */
@Table("credential")
record CredentialRow(
        @Id String credentialId,
        String clientId,
        String credentialType,
        String credentialAuthType,
        String credentialName,
        String credentialRegion,
        String credentialDefaultRuleEffect,
        Json credentialConfig,
        int credentialRotationGraceSeconds,
        @Nullable String secretStore,
        @Nullable String secretPath,
        @Nullable Long secretVersion,
        @Nullable Json secretReference,
        Json callerHashes,
        String userId,
        Instant createdAt,
        Instant updatedAt) {

    /** Null where the kind has no secret, or only hashes of it are kept. */
    @Nullable SecretRef secret() {
        return secretStore == null || secretPath == null || secretVersion == null
                ? null
                : new SecretRef(secretStore, secretPath, secretVersion);
    }

    /** The secret elsewhere that it names, as {@code credentialSecretRef}; null where it names none. */
    @Nullable ObjectNode reference() {
        return secretReference == null ? null : (ObjectNode) JsonMapper.shared().readTree(secretReference.asString());
    }

    /** Where this credential's secret versions are, if it has any. */
    String path() {
        return SecretCustody.path(clientId, credentialId);
    }
}
