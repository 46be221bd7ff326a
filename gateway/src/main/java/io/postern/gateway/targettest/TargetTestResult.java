package io.postern.gateway.targettest;

import org.jspecify.annotations.Nullable;

/**
 * What became of a test.
 *
 * @param reached whether the target answered
 * @param status what it answered; null where it did not
 * @param latencyMillis from the secret's resolving to the answer's head
 * @param failedSide {@code none}, {@code gateway}, {@code secret}, {@code target}, or {@code credential}: the target
 *     answered 401 or 403
 * @param code {@code ok}, {@code target_status}, or the code with which a call would have been refused
 * @param message the same for people
 */
record TargetTestResult(
        boolean reached,
        @Nullable Integer status,
        long latencyMillis,
        String failedSide,
        String code,
        String message) {}
