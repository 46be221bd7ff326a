package io.postern.admin.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.postern.admin.identity.Members.Member;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** A client as it is answered. */
@Schema(name = "Client")
record ClientDocument(
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("pKey")
        String partitionKey,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("sKey")
        String sortKey,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String clientId,
        @Schema(example = "Example Ltd") String clientName,
        List<MemberDocument> clientMembers,

        @Schema(description = "Who created it", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String parentId,
        @Schema(example = "2024-01-22T12:00:00.000Z") String clientCreatedAt,
        @Schema(example = "2024-01-22T12:00:00.000Z") String clientUpdatedAt) {

    /** A user and what the user may do. */
    @Schema(name = "ClientMember")
    record MemberDocument(
            @Schema(example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
            String userId,

            @Schema(example = "[\"owner\",\"admin\"]") List<String> roles) {}

    /** @param members of any clients; those of this one are taken */
    static ClientDocument of(ClientRow row, List<Member> members) {
        return new ClientDocument(
                row.clientId(),
                row.clientId(),
                row.clientId(),
                row.clientName(),
                members.stream()
                        .filter(member -> member.clientId().equals(row.clientId()))
                        .map(member -> new MemberDocument(member.userId(), member.roles()))
                        .sorted(java.util.Comparator.comparing(MemberDocument::userId))
                        .toList(),
                row.userId(),
                row.clientId(),
                Timestamps.text(row.createdAt()),
                Timestamps.text(row.updatedAt()));
    }
}
