package io.postern.admin.user;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A user token as it is answered: not the token itself. */
@Schema(name = "UserToken")
record UserTokenDocument(
        @Schema(description = "The user's id", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z") @JsonProperty("pKey")
        String partitionKey,

        @Schema(description = "The token's id", example = "tok_01kamr2xb0p6q3m8v4w7z9y1ka") @JsonProperty("sKey")
        String sortKey,

        @Schema(example = "tok_01kamr2xb0p6q3m8v4w7z9y1ka") String userTokenId,
        @Schema(example = "My laptop") String userTokenName,

        @Schema(description = "How the token begins, or null where that was not kept", example = "u-k3XnQ0") @Nullable String userTokenPrefix,

        @Schema(description = "When it ends by itself, or null", example = "2027-01-22T12:00:00.000Z") @Nullable String userTokenExpiresAt,

        @Schema(
                description = "When it was last shown, to within five minutes, or null",
                example = "2027-01-22T12:00:00.000Z")
        @Nullable String userTokenLastUsedAt,

        @Schema(description = "Whose it is", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z") String parentId,
        @Schema(example = "2024-01-22T12:00:00.000Z") String userTokenCreatedAt) {

    static UserTokenDocument of(UserTokenRow row) {
        return new UserTokenDocument(
                row.userId(),
                row.tokenId(),
                row.tokenId(),
                row.name(),
                row.prefix(),
                Timestamps.textOrNull(row.expiresAt()),
                Timestamps.textOrNull(row.lastUsedAt()),
                row.userId(),
                row.userId(),
                Timestamps.text(row.createdAt()));
    }
}
