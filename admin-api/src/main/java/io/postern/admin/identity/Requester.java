package io.postern.admin.identity;

/**
 * On whose behalf a request is served.
 *
 * @param requestId for the audit
 */
public record Requester(String userId, String requestId) {}
