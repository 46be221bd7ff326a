package io.postern.admin.target;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of a POST, and of a PUT with every field optional: for the OpenAPI document. {@link TargetFields} reads it. */
@Schema(name = "TargetRequest")
record TargetRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 256, example = "Stripe API")
        String targetName,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "us-east-1")
        String targetRegion,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 2048, example = "https://api.stripe.com")
        @JsonProperty("targetBaseURL")
        String targetBaseUrl,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "/v1/customers")
        String targetTestPath,

        @Schema(
                allowableValues = {"allow", "deny"},
                defaultValue = "allow")
        @Nullable String targetDefaultRuleEffect,

        @Schema(
                allowableValues = {"refuse", "keep"},
                defaultValue = "refuse")
        @Nullable String targetEncodedSlashes,

        @Schema(
                allowableValues = {"rewrite", "keep"},
                defaultValue = "rewrite")
        @Nullable String targetOwnLinks) {}
