package io.postern.gateway.caller;

import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;

/** The two ways in which a caller is refused. */
final class CallerRefusals {

    private static final Refusal INVALID = Refusal.of(RefusalCode.INVALID_PROXY_CREDENTIAL, "Invalid proxy credential");

    private static final Refusal KEYS_UNAVAILABLE = Refusal.of(
            RefusalCode.CALLER_KEYS_UNAVAILABLE, "The keys that proxy credentials are checked with are not available");

    private CallerRefusals() {}

    /** @param reason for the log; never a part of what the caller showed */
    static Outcome<Caller> invalid(String reason) {
        return Outcome.refused(INVALID.withDetail(reason));
    }

    /** @param reason for the log */
    static Refusal keysUnavailable(String reason) {
        return KEYS_UNAVAILABLE.withDetail(reason);
    }
}
