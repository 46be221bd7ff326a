package io.postern.admin.user;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who asks. */
@Schema(name = "User")
record UserDocument(
        @Schema(example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z") @JsonProperty("pKey")
        String partitionKey,

        @Schema(example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z") @JsonProperty("sKey")
        String sortKey,

        @Schema(allowableValues = {"user", "apiClient"}) String userKind,

        @Schema(description = "Of an API client its apiClientId", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "alice") @Nullable String userName,

        @Schema(description = "What the configured issuer calls a user of its own, else null") @Nullable String subject,

        @Schema(description = "In the order of their ids; at most 1,000")
        List<RolesDocument> userClients) {

    UserDocument {
        userClients = List.copyOf(userClients);
    }

    static UserDocument of(
            String kind, String id, @Nullable String name, @Nullable String subject, List<RolesDocument> clients) {
        return new UserDocument(id, id, kind, id, name, subject, clients);
    }

    /** A client, and what one may do there. */
    @Schema(name = "UserClient")
    record RolesDocument(
            @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v")
            String clientId,

            @Schema(example = "Example Ltd") String clientName,
            @Schema(example = "[\"owner\",\"admin\"]") List<String> roles) {}
}
