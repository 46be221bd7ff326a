package io.postern.gateway.plan;

/**
 * A proxy's row, as far as a plan needs it.
 *
 * @param maxRequestsPerMinute 0: no limit
 */
record ProxyRow(
        String proxyId,
        String clientId,
        String region,
        boolean active,
        Parts parts,
        String defaultEffect,
        int maxRequestsPerMinute,
        Millis millis,
        int retries,
        boolean tracePropagation) {

    /** The ids of what the proxy binds. */
    record Parts(String callerCredentialId, String targetId, String targetCredentialId) {}

    /** The proxy's three waits. */
    record Millis(int connect, int firstByte, int idle) {}
}
