package io.postern.admin.member;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a POST, with exactly one of the first three: for the OpenAPI document. {@link MemberFields} reads it. */
@Schema(name = "MemberRequest")
record MemberRequest(
        @Schema(description = "A user who is there", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z") @Nullable String userId,

        @Schema(description = "What the configured issuer calls somebody", maxLength = 255) @Nullable String subject,

        @Schema(description = "A new user, who comes with a user token", maxLength = 256, example = "alice") @Nullable String userName,

        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "Of user, admin, owner",
                example = "[\"admin\"]")
        List<String> roles) {}
