package io.postern.admin.user;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The one answer that has a user token, beside the envelope's members. */
@Schema(name = "NewUserToken")
record NewUserTokenAnswer(
        List<UserTokenDocument> userTokens,

        @Schema(description = "Answered this once", example = "u-…")
        String userToken,

        @Schema(example = "User token created successfully") String message) {

    static NewUserTokenAnswer of(UserTokens.Issued issued) {
        return new NewUserTokenAnswer(
                List.of(UserTokenDocument.of(issued.row())), issued.text(), "User token created successfully");
    }

    @Override
    public String toString() {
        return "NewUserTokenAnswer[redacted]";
    }
}
