package io.postern.gateway.requestlog;

import io.postern.core.plan.ProxyPlan;
import io.postern.core.request.CallMethods;
import io.postern.core.request.EndedBy;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.record.CallOutcome;
import io.postern.gateway.record.CallRecord;
import io.postern.gateway.upstream.UpstreamResult;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A call as the request log has it. Nothing in it is of the caller's choice but the path, which is canonical.
 *
 * @param endedAtMicros since 1970
 * @param outcome {@code answered}, or who ended it, as in the metric {@code postern.calls}
 * @param code the refusal's, {@code cancelled} or {@code truncated}; null where the call was answered
 * @param status what the caller saw; null where it did not wait for it
 * @param upstreamMicros until the answer began, or until there was none to wait for; null where nothing was sent
 */
record RequestRow(
        long endedAtMicros,
        String requestId,
        String clientId,
        String proxyId,
        String targetId,
        String region,
        String method,
        @Nullable String path,
        String outcome,
        @Nullable String code,
        @Nullable Integer status,
        @Nullable String ruleId,
        long totalMicros,
        long gatewayMicros,
        @Nullable Long upstreamMicros,
        @Nullable Long requestBytes,
        @Nullable Long responseBytes) {

    /** Longer paths would make a full queue heavy; what is cut off stands in no log. */
    static final int LONGEST_PATH = 1024;

    /** How rows of one gateway are made: once for each call, so that a row that is written again is the same. */
    record Maker(boolean withPath, ToIntFunction<RefusalCode> statusOf) {

        /**
         * The row of a call whose proxy is known.
         *
         * @param endedAtMicros by the wall clock, since 1970
         */
        RequestRow row(CallRecord call, long endedAtMicros) {
            ProxyPlan plan = Objects.requireNonNull(call.plan());
            UpstreamResult result = call.result();
            Refusal refusal = call.refusal();
            CallOutcome outcome = call.outcome();
            boolean sent = call.sentAtNanos() != 0;
            return new RequestRow(
                    endedAtMicros,
                    call.requestId(),
                    plan.clientId(),
                    plan.proxyId(),
                    plan.target().targetId(),
                    plan.region(),
                    CallMethods.ALL.contains(call.method()) ? call.method() : "other",
                    withPath ? cut(call.path()) : null,
                    outcome.by().word(),
                    outcome.by() == EndedBy.ANSWERED ? null : outcome.word(),
                    status(refusal, result),
                    refusal == null ? null : refusal.attributes().get("ruleId"),
                    micros(call.startedAtNanos(), call.endedAtNanos()),
                    micros(call.startedAtNanos(), sent ? call.sentAtNanos() : call.endedAtNanos()),
                    sent ? (Long) upstreamMicros(call, result) : null,
                    result == null ? null : (Long) result.requestBytes(),
                    result == null ? null : (Long) result.responseBytes());
        }

        private static @Nullable String cut(@Nullable String path) {
            return path == null || path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH);
        }

        private @Nullable Integer status(@Nullable Refusal refusal, @Nullable UpstreamResult result) {
            if (refusal != null) {
                return statusOf.applyAsInt(refusal.code());
            }
            return result == null ? null : (Integer) result.status();
        }

        private static long upstreamMicros(CallRecord call, @Nullable UpstreamResult result) {
            Duration firstByte = result == null ? null : result.firstByte();
            return firstByte == null
                    ? micros(call.sentAtNanos(), call.endedAtNanos())
                    : TimeUnit.NANOSECONDS.toMicros(firstByte.toNanos());
        }

        private static long micros(long fromNanos, long toNanos) {
            return TimeUnit.NANOSECONDS.toMicros(toNanos - fromNanos);
        }
    }
}
