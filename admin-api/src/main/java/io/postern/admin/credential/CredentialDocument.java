package io.postern.admin.credential;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A credential as it is answered: without its secret. */
@Schema(name = "Credential")
record CredentialDocument(
        @Schema(description = "The client's id", example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("pKey")
        String partitionKey,

        @Schema(description = "The credential's id", example = "cred_01kamr3c5d7f9h1k3n5q7s9v1x") @JsonProperty("sKey")
        String sortKey,

        @Schema(example = "cred_01kamr3c5d7f9h1k3n5q7s9v1x") String credentialId,
        @Schema(allowableValues = {"proxy", "target"}) String credentialType,
        @Schema(example = "bearer") String credentialAuthType,
        @Schema(example = "Stripe key of the billing team") String credentialName,

        @Schema(description = "Can't be changed", example = "us-east-1")
        String credentialRegion,

        @Schema(allowableValues = {"allow", "deny"}) String credentialDefaultRuleEffect,

        @Schema(type = "object", description = "Where and how the credential is shown; depends on the kind")
        ObjectNode credentialConfig,

        @Schema(example = "300") int credentialRotationGraceSeconds,

        @Schema(
                implementation = CredentialSecretRefDocument.class,
                description = "The secret in Vault that it uses; null where it has a secret of its own, or none")
        @Nullable ObjectNode credentialSecretRef,

        @Schema(description = "Counts the secret's versions; null where no secret is stored", example = "1") @Nullable Long credentialSecretVersion,

        @Schema(description = "Who created it", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String clientId,
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String parentId,
        @Schema(example = "2024-01-22T12:00:00.000Z") String credentialCreatedAt,
        @Schema(example = "2024-01-22T12:00:00.000Z") String credentialUpdatedAt) {

    static CredentialDocument of(CredentialRow row) {
        return new CredentialDocument(
                row.clientId(),
                row.credentialId(),
                row.credentialId(),
                row.credentialType(),
                row.credentialAuthType(),
                row.credentialName(),
                row.credentialRegion(),
                row.credentialDefaultRuleEffect(),
                CredentialFields.config(row),
                row.credentialRotationGraceSeconds(),
                row.reference(),
                row.secretVersion(),
                row.userId(),
                row.clientId(),
                row.clientId(),
                Timestamps.text(row.createdAt()),
                Timestamps.text(row.updatedAt()));
    }
}
