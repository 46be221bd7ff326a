package io.postern.gateway.record;

import io.postern.gateway.trace.CallTrace;
import java.util.function.Consumer;

/** Records of calls that have ended, for tests of what is told of them. */
public final class EndedCallRecords {

    private EndedCallRecords() {}

    /**
     * A call that began and ended now.
     *
     * @param steps write into it what the call's steps would
     */
    public static CallRecord of(String requestId, String method, Consumer<CallRecord> steps) {
        CallRecord call = new CallRecord(requestId, method, System.nanoTime(), CallTrace.NONE);
        steps.accept(call);
        call.ended(System.nanoTime());
        return call;
    }
}
