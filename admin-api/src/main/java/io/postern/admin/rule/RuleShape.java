package io.postern.admin.rule;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rule's members, for the OpenAPI document. {@link io.postern.core.rule.RuleDocument} reads and writes them. */
@Schema(
        name = "Rule",
        description = "In a scope the matching rules of the highest priority decide, and among them deny wins."
                + " Every group of conditions that is there must hold. Patterns are RE2.")
record RuleShape(
        @Schema(accessMode = Schema.AccessMode.READ_ONLY) String ruleId,

        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                allowableValues = {"allow", "deny"})
        String effect,

        @Schema(minimum = "0", maximum = "1000", defaultValue = "0") @Nullable Integer priority,

        @Schema(description = "Left out: every method", example = "[\"GET\"]") @Nullable List<String> methods,

        @Schema(example = "{\"template\":\"/v1/customers/{id}\"}") @Nullable Map<String, Object> path,

        @Schema(description = "Each with name, value and presence") @Nullable List<Map<String, Object>> headers,

        @Schema(description = "Each with name, value and presence") @Nullable List<Map<String, Object>> query,

        @Schema(description = "Claims of a caller's JWT: claim, value, presence") @Nullable List<Map<String, Object>> token,

        @Schema(description = "Values in a JSON body: jsonPath, value, presence") @Nullable List<Map<String, Object>> body,

        @Nullable String notes) {}
