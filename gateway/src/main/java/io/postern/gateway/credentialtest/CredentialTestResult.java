package io.postern.gateway.credentialtest;

import org.jspecify.annotations.Nullable;

/**
 * What became of a test.
 *
 * @param resolvable whether a call could be served with the credential now
 * @param kind its {@code credentialAuthType}; null where it was not found
 * @param source {@code store}, {@code reference}, {@code token}, or of a proxy credential {@code hash} or {@code keys}; null
 *     where there is nothing to resolve
 * @param expiresInSeconds for how long what was resolved can be used; null where it has no end of its own
 * @param failedSide {@code none}, {@code secret}, {@code token}, {@code keys} or {@code gateway}
 * @param code {@code ok}, or the code with which a call would be refused
 * @param message the same for people
 */
record CredentialTestResult(
        boolean resolvable,
        @Nullable String kind,
        @Nullable String source,
        @Nullable Long expiresInSeconds,
        long latencyMillis,
        String failedSide,
        String code,
        String message) {}
