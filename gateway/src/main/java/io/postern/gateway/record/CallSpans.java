package io.postern.gateway.record;

import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.trace.CallEnd;
import io.postern.gateway.trace.CallTrace;
import io.postern.gateway.upstream.UpstreamResult;
import java.util.function.ToIntFunction;

/** Ends a call's spans. */
final class CallSpans implements CallObserver {

    private final ToIntFunction<RefusalCode> statusOf;

    /** @param statusOf with which status refusals are answered */
    CallSpans(ToIntFunction<RefusalCode> statusOf) {
        this.statusOf = statusOf;
    }

    @Override
    public void ended(CallRecord call, CallOutcome outcome, long tookNanos) {
        if (call.trace() == CallTrace.NONE) {
            return;
        }
        Refusal refusal = call.refusal();
        UpstreamResult result = call.result();
        int answered = result == null ? 0 : result.status();
        call.trace()
                .end(new CallEnd(
                        outcome.by().word(),
                        outcome.word(),
                        refusal == null ? answered : statusOf.applyAsInt(refusal.code()),
                        answered,
                        call.plan(),
                        call.path(),
                        refusal == null ? null : refusal.attributes().get("ruleId"),
                        result == null ? 0 : result.requestBytes(),
                        result == null ? 0 : result.responseBytes(),
                        call.sentAtNanos() != 0,
                        outcome.broken()));
    }
}
