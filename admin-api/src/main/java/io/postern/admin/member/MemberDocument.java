package io.postern.admin.member;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member as it is answered. */
@Schema(name = "Member")
record MemberDocument(
        @Schema(description = "The client's id", example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("pKey")
        String partitionKey,

        @Schema(description = "The user's id", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z") @JsonProperty("sKey")
        String sortKey,

        @Schema(description = "The member's own id, not who added it", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "alice") String userName,

        @Schema(description = "What the configured issuer calls a user of its own, else null") @Nullable String subject,

        @Schema(example = "[\"owner\",\"admin\"]") List<String> roles,
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String clientId,
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String parentId,
        @Schema(example = "2024-01-22T12:00:00.000Z") String memberCreatedAt,
        @Schema(example = "2024-01-22T12:00:00.000Z") String memberUpdatedAt) {

    static MemberDocument of(MemberRow row) {
        return new MemberDocument(
                row.clientId(),
                row.userId(),
                row.userId(),
                row.userName(),
                row.subject(),
                row.roles(),
                row.clientId(),
                row.clientId(),
                Timestamps.text(row.createdAt()),
                Timestamps.text(row.updatedAt()));
    }
}
