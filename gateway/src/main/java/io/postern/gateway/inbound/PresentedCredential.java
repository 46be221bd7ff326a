package io.postern.gateway.inbound;

import org.jspecify.annotations.Nullable;

/**
 * What the caller showed, as it showed it; each null where it is not there.
 *
 * @param authorization the value of the header {@code Authorization}
 * @param apiKeyHeader the value of the header {@code X-API-Key}
 * @param authorizationQuery the decoded value of the query parameter {@code Authorization}
 */
public record PresentedCredential(
        @Nullable String authorization,
        @Nullable String apiKeyHeader,
        @Nullable String authorizationQuery) {

    @Override
    public String toString() {
        return "PresentedCredential[redacted]";
    }
}
