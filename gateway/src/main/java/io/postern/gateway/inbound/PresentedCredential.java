package io.postern.gateway.inbound;

import org.jspecify.annotations.Nullable;

/**
 * What the caller showed, as it showed it; each null where it is not there.
 *
 * @param authorization the value of the header {@code Authorization}
 * @param apiKeyHeader the value of the header {@code X-API-Key}
 * @param authorizationQuery the decoded value of the query parameter {@code Authorization}
 * @param ownPlace the decoded value in the place that only this proxy's callers use, where it has one
 */
public record PresentedCredential(
        @Nullable String authorization,
        @Nullable String apiKeyHeader,
        @Nullable String authorizationQuery,
        @Nullable String ownPlace) {

    public PresentedCredential(
            @Nullable String authorization, @Nullable String apiKeyHeader, @Nullable String authorizationQuery) {
        this(authorization, apiKeyHeader, authorizationQuery, null);
    }

    @Override
    public String toString() {
        return "PresentedCredential[redacted]";
    }
}
