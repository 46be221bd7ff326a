package io.postern.admin.user;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of a POST: for the OpenAPI document. {@link UserTokenFields} reads it. */
@Schema(name = "UserTokenRequest")
record UserTokenRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 256, example = "My laptop")
        String userTokenName,

        @Schema(
                description = "Later than now; left out: it ends with the token that asks for it, or not by itself",
                example = "2027-01-22T12:00:00Z")
        @Nullable String userTokenExpiresAt) {}
