package io.postern.admin.identity;

import io.postern.admin.http.ApiException;

/**
 * On whose behalf a request is served.
 *
 * @param requestId for the audit
 */
public record Requester(Identity identity, String requestId) {

    /** Who creates what the request creates, and did it in the audit: also an API client. */
    public String userId() {
        return identity.id();
    }

    /**
     * The person who asks.
     *
     * @throws ApiException {@code forbidden} where it is an API client
     */
    public Identity.User requireUser() {
        if (identity instanceof Identity.User user) {
            return user;
        }
        throw ApiException.forbidden("An API client may not do this");
    }
}
