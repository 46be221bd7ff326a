package io.postern.admin.member;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope, also of one member; that of a user who was made for it has its first token, once. */
@Schema(name = "Members")
record MembersAnswer(
        List<MemberDocument> members,

        @Schema(description = "The first token of a user who was made", example = "u-…")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String userToken,

        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static MembersAnswer one(MemberDocument member, String message) {
        return new MembersAnswer(List.of(member), null, message, null);
    }

    static MembersAnswer added(MemberService.Added added) {
        return new MembersAnswer(
                List.of(added.member()), added.userToken().orElse(null), "Member created successfully", null);
    }

    static MembersAnswer page(Page.Slice<MemberDocument> slice) {
        return new MembersAnswer(slice.items(), null, "Success", slice.nextCursor());
    }

    @Override
    public String toString() {
        return "MembersAnswer[redacted]";
    }
}
