package io.postern.admin.credential;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code credentialSecretRef}: for the OpenAPI document. */
@Schema(name = "CredentialSecretRef", description = "A secret that already lies in Vault")
record CredentialSecretRefDocument(
        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "As Vault's API and policies write it, of a KV engine of version 2 with its data/;"
                        + " the operator says which paths a client may name",
                example = "kv/data/billing/stripe")
        String path,

        @Schema(
                description = "The field that holds the secret, of a kind with one secret value; answered in fields",
                example = "api_key")
        @Nullable String field,

        @Schema(description = "For each secret value its field", example = "{\"token\":\"api_key\"}") @Nullable Map<String, String> fields,

        @Schema(description = "Left out: the newest, whichever that is", minimum = "1") @Nullable Long version,

        @Schema(description = "A dynamic secret: it comes with a lease, which the gateway renews and replaces")
        @Nullable Boolean dynamic) {}
