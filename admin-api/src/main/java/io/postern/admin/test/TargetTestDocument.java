package io.postern.admin.test;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of a test. */
@Schema(name = "TargetTest")
record TargetTestDocument(
        @Schema(description = "Whether the target answered") boolean reached,

        @Schema(description = "The status that the target answered; null where it did not", example = "200") @Nullable Integer status,

        @Schema(example = "184") long latencyMillis,

        @Schema(
                description = "Where it failed",
                allowableValues = {"none", "gateway", "secret", "target", "credential"})
        String failedSide,

        @Schema(example = "ok") @Nullable String code,

        @Schema(example = "The target answered 200") @Nullable String message) {}
