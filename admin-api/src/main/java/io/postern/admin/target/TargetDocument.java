package io.postern.admin.target;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.swagger.v3.oas.annotations.media.Schema;

/** A target as it is answered. */
@Schema(name = "Target")
record TargetDocument(
        @Schema(description = "The client's id", example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("pKey")
        String partitionKey,

        @Schema(description = "The target's id", example = "tgt_01kamr2xb0p6q3m8v4w7z9y1ka") @JsonProperty("sKey")
        String sortKey,

        @Schema(example = "tgt_01kamr2xb0p6q3m8v4w7z9y1ka") String targetId,
        @Schema(example = "Stripe API") String targetName,

        @Schema(example = "https://api.stripe.com") @JsonProperty("targetBaseURL")
        String targetBaseUrl,

        @Schema(example = "/v1/customers") String targetTestPath,

        @Schema(description = "Can't be changed", example = "us-east-1")
        String targetRegion,

        @Schema(allowableValues = {"allow", "deny"}) String targetDefaultRuleEffect,
        @Schema(allowableValues = {"refuse", "keep"}) String targetEncodedSlashes,
        @Schema(allowableValues = {"rewrite", "keep"}) String targetOwnLinks,

        @Schema(description = "Who created it", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String clientId,
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String parentId,
        @Schema(example = "2024-01-22T12:00:00.000Z") String targetCreatedAt,
        @Schema(example = "2024-01-22T12:00:00.000Z") String targetUpdatedAt) {

    static TargetDocument of(TargetRow row) {
        return new TargetDocument(
                row.clientId(),
                row.targetId(),
                row.targetId(),
                row.targetName(),
                row.targetBaseUrl(),
                row.targetTestPath(),
                row.targetRegion(),
                row.targetDefaultRuleEffect(),
                row.targetEncodedSlashes(),
                row.targetOwnLinks(),
                row.userId(),
                row.clientId(),
                row.clientId(),
                Timestamps.text(row.createdAt()),
                Timestamps.text(row.updatedAt()));
    }
}
