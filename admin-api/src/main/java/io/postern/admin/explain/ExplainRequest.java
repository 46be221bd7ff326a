package io.postern.admin.explain;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a POST: for the OpenAPI document. {@link ExplainFields} reads it. */
@Schema(name = "ExplainRequest")
record ExplainRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "GET")
        String method,

        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "What a caller would send behind the proxy's URL",
                example = "/v1/customers/42")
        String path,

        @Schema(description = "Without its question mark", example = "limit=10") @Nullable String query,

        @Schema(description = "Texts, or lists of texts", example = "{\"Accept\":\"application/json\"}") @Nullable Map<String, Object> headers,

        @Schema(description = "Of the caller's JWT", example = "{\"scope\":\"read\"}") @Nullable Map<String, Object> claims,

        @Schema(description = "The JSON body") @Nullable Object body) {}
