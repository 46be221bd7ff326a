package io.postern.admin.test;

import io.swagger.v3.oas.annotations.media.Schema;

/** The body of a POST: for the OpenAPI document. {@link TargetTestService} reads it. */
@Schema(name = "TargetTestRequest")
record TargetTestRequest(
        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "A target credential in the target's region",
                example = "cred_01kamr3f2g4j6m8p0r2t4w6y8z")
        String credentialId) {}
