package io.postern.admin.member;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member as it is stored, with what is known of the user.
 *
 * @param subject null where the user is none of an issuer's
 */
record MemberRow(
        String clientId,
        String userId,
        String userName,
        @Nullable String subject,
        List<String> roles,
        Instant createdAt,
        Instant updatedAt) {

    MemberRow {
        roles = List.copyOf(roles);
    }
}
