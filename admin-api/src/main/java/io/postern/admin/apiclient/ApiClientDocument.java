package io.postern.admin.apiclient;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An API client as it is answered. */
@Schema(name = "ApiClient")
record ApiClientDocument(
        @Schema(description = "The client's id", example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("pKey")
        String partitionKey,

        @Schema(description = "The API client's id", example = "apic_01kamr2xb0p6q3m8v4w7z9y1ka") @JsonProperty("sKey")
        String sortKey,

        @Schema(example = "apic_01kamr2xb0p6q3m8v4w7z9y1ka") String apiClientId,
        @Schema(example = "Deploy pipeline") String apiClientName,
        @Schema(example = "[\"admin\"]") List<String> apiClientRoles,

        @Schema(description = "How its newest key begins", example = "postern_key_k3XnQ0")
        String apiClientKeyPrefix,

        @Schema(description = "Off: its pair and its tokens are refused")
        boolean apiClientActive,

        @Schema(description = "When it ends by itself, or null", example = "2027-01-22T12:00:00.000Z") @Nullable String apiClientExpiresAt,

        @Schema(
                description =
                        "When its newest pair, or a token made of it, was last shown, to within five minutes, or null",
                example = "2027-01-22T12:00:00.000Z")
        @Nullable String apiClientLastUsedAt,

        @Schema(description = "The same of the pair before it", example = "2027-01-22T12:00:00.000Z") @Nullable String apiClientPreviousUsedAt,

        @Schema(description = "Who created it", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String clientId,
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String parentId,
        @Schema(example = "2024-01-22T12:00:00.000Z") String apiClientCreatedAt,
        @Schema(example = "2024-01-22T12:00:00.000Z") String apiClientUpdatedAt) {

    static ApiClientDocument of(ApiClientRow row) {
        return new ApiClientDocument(
                row.clientId(),
                row.apiClientId(),
                row.apiClientId(),
                row.apiClientName(),
                row.apiClientRoles(),
                row.apiClientKeyPrefix(),
                row.apiClientActive(),
                Timestamps.textOrNull(row.apiClientExpiresAt()),
                Timestamps.textOrNull(row.apiClientLastUsedAt()),
                Timestamps.textOrNull(row.apiClientPreviousUsedAt()),
                row.userId(),
                row.clientId(),
                row.clientId(),
                Timestamps.text(row.createdAt()),
                Timestamps.text(row.updatedAt()));
    }
}
