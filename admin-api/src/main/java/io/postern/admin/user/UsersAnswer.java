package io.postern.admin.user;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The envelope of the one who asks. */
@Schema(name = "Users")
record UsersAnswer(
        List<UserDocument> users,
        @Schema(example = "Success") String message) {}
