package io.postern.admin.user;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope, also of one user token. */
@Schema(name = "UserTokens")
record UserTokensAnswer(
        List<UserTokenDocument> userTokens,
        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static UserTokensAnswer one(UserTokenDocument token, String message) {
        return new UserTokensAnswer(List.of(token), message, null);
    }

    static UserTokensAnswer page(Page.Slice<UserTokenDocument> slice) {
        return new UserTokensAnswer(slice.items(), "Success", slice.nextCursor());
    }
}
