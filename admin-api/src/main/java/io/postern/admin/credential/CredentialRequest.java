package io.postern.admin.credential;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a POST, and of a PUT with every field optional: for the OpenAPI document. {@link CredentialFields} reads it. */
@Schema(name = "CredentialRequest")
record CredentialRequest(
        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                allowableValues = {"proxy", "target"})
        String credentialType,

        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                // Which kinds there are is added when the document is made: the sealed lists know.
                description = "The kind",
                example = "bearer")
        String credentialAuthType,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 256)
        String credentialName,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "us-east-1")
        String credentialRegion,

        @Schema(
                allowableValues = {"allow", "deny"},
                defaultValue = "allow")
        @Nullable String credentialDefaultRuleEffect,

        @Schema(description = "Depends on the kind") @Nullable Map<String, Object> credentialConfig,

        @Schema(
                description = "The values; written, never answered. A PUT with new ones is a rotation.",
                accessMode = Schema.AccessMode.WRITE_ONLY,
                example = "{\"token\":\"sk_live_…\"}")
        @Nullable Map<String, String> credentialSecret,

        @Schema(description = "In place of credentialSecret: the secret lies in Vault already") @Nullable CredentialSecretRefDocument credentialSecretRef,

        @Schema(
                description = "How long callers may still show the previous secret after a rotation",
                minimum = "0",
                maximum = "2592000",
                defaultValue = "300")
        @Nullable Integer credentialRotationGraceSeconds) {}
