package io.postern.admin.test;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of a test of a credential. */
@Schema(name = "CredentialTest")
record CredentialTestDocument(
        @Schema(description = "Whether a call could be served with it now")
        boolean resolvable,

        @Schema(description = "Its credentialAuthType", example = "bearer") @Nullable String kind,

        @Schema(
                description = "Where it comes from: the secret store, the secret in Vault that it refers to, a fetched"
                        + " token, the hashes or the published keys that callers are checked with; null where the"
                        + " kind has nothing to resolve",
                allowableValues = {"store", "reference", "token", "hash", "keys"})
        @Nullable String source,

        @Schema(
                description = "For how long what was resolved lasts; null where it has no end of its own",
                example = "2713")
        @Nullable Long expiresInSeconds,

        @Schema(example = "12") long latencyMillis,

        @Schema(
                description = "Where it failed",
                allowableValues = {"none", "credential", "secret", "token", "keys", "gateway"})
        String failedSide,

        @Schema(example = "ok") @Nullable String code,

        @Schema(example = "The credential can be resolved") @Nullable String message) {}
