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
        String userId,
        Instant createdAt,
        Instant updatedAt) {

    ApiClientRow {
        apiClientRoles = List.copyOf(apiClientRoles);
    }

    ApiClientRow withKeyPrefix(String prefix, Instant now) {
        return new ApiClientRow(
                apiClientId,
                clientId,
                apiClientName,
                apiClientRoles,
                prefix,
                apiClientActive,
                apiClientExpiresAt,
                userId,
                createdAt,
                now);
    }
}
