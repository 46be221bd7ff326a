package io.postern.admin.consent;

import io.swagger.v3.oas.annotations.media.Schema;

/** Where a person consents. */
@Schema(name = "Authorization")
record ConsentDocument(
        @Schema(description = "To be opened in a browser, once")
        String authorizationUrl,

        @Schema(
                description = "Where the browser comes back to; to be registered at the authorization server",
                example = "https://postern.example.com/api/oauth2/callback/cred_01kamr2xb0p6q3m8v4w7z9y1ka")
        String callbackUrl,

        @Schema(description = "After which it is of no use", example = "2026-11-22T10:10:00Z")
        String expiresAt) {}
