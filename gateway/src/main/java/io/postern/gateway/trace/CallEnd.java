package io.postern.gateway.trace;

import io.postern.core.plan.ProxyPlan;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended, as its spans tell it.
 *
 * @param by who ended it
 * @param outcome its word: {@code 2xx}, a refusal's code, {@code cancelled}, {@code truncated}
 * @param status what the caller got; 0: nothing
 * @param targetStatus what the target answered; 0: nothing
 * @param path canonical and relative to the target; null where it was never made out
 * @param ruleId of the rule that denied it
 * @param sent whether the target was asked
 * @param broken whether it neither came to an answer of the target's nor to one of ours, or only to a part of one
 */
public record CallEnd(
        String by,
        String outcome,
        int status,
        int targetStatus,
        @Nullable ProxyPlan plan,
        @Nullable String path,
        @Nullable String ruleId,
        long requestBytes,
        long responseBytes,
        boolean sent,
        boolean broken) {}
