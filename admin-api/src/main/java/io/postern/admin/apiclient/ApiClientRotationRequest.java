package io.postern.admin.apiclient;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of a rotation: for the OpenAPI document. {@link ApiClientFields} reads it. */
@Schema(name = "ApiClientRotationRequest")
record ApiClientRotationRequest(
        @Schema(
                description = "For how long the pair before stays good, in seconds",
                minimum = "0",
                maximum = "2592000",
                defaultValue = "0")
        @Nullable Integer apiClientRotationGraceSeconds) {}
