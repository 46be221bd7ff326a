package io.postern.admin.apiclient;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** An API client as it is stored; its pairs have a table of their own. */
@Table("api_client")
record ApiClientRow(
        @Id String apiClientId,
        String clientId,
        String apiClientName,
        List<String> apiClientRoles,
        String apiClientKeyPrefix,
        boolean apiClientActive,
        @Nullable Instant apiClientExpiresAt,
        @Nullable Instant apiClientLastUsedAt,
        @Nullable Instant apiClientPreviousUsedAt,
        String userId,
        Instant createdAt,
        Instant updatedAt) {

    ApiClientRow {
        apiClientRoles = List.copyOf(apiClientRoles);
    }

    /** With another pair, which nobody has shown yet. */
    ApiClientRow withPair(String prefix, boolean previousGoesOn, Instant now) {
        return new ApiClientRow(
                apiClientId,
                clientId,
                apiClientName,
                apiClientRoles,
                prefix,
                apiClientActive,
                apiClientExpiresAt,
                null,
                previousGoesOn ? apiClientLastUsedAt : null,
                userId,
                createdAt,
                now);
    }
}
