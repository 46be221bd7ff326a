package io.postern.admin.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user token as it is stored, without its hash.
 *
 * @param prefix how it begins; null where it came from the settings or from a version that kept none
 * @param expiresAt null: it does not end by itself
 * @param lastUsedAt null: not since this is noted
 */
record UserTokenRow(
        String tokenId,
        String userId,
        String name,
        @Nullable String prefix,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt) {}
