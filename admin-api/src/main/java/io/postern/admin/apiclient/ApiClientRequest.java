package io.postern.admin.apiclient;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a POST, and of a PUT with every field optional: for the OpenAPI document. {@link ApiClientFields} reads it. */
@Schema(name = "ApiClientRequest")
record ApiClientRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 256, example = "Deploy pipeline")
        String apiClientName,

        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "user, admin or both",
                example = "[\"admin\"]")
        List<String> apiClientRoles,

        @Schema(defaultValue = "true") @Nullable Boolean apiClientActive,

        @Schema(description = "Later than now; left out: it does not end by itself", example = "2027-01-22T12:00:00Z")
        @Nullable String apiClientExpiresAt) {}
