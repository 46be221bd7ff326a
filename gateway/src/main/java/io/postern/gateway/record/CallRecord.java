package io.postern.gateway.record;

import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.trace.CallTrace;
import io.postern.gateway.upstream.UpstreamResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of one call while it runs. It belongs to the call; the steps write what they know, and
 * {@link CallRecorder} reads it once at the end. Holds no header, no query, no body and no secret.
 */
public final class CallRecord {

    private final String requestId;
    private final long startedAtNanos;
    private final String method;
    private final CallTrace trace;
    private @Nullable ProxyPlan plan;
    private @Nullable String path;
    private @Nullable Refusal refusal;
    private boolean cutOff;
    private long sentAtNanos;
    private long endedAtNanos;
    private @Nullable UpstreamResult result;
    private @Nullable CallOutcome outcome;

    CallRecord(String requestId, String method, long startedAtNanos, CallTrace trace) {
        this.requestId = requestId;
        this.method = method;
        this.startedAtNanos = startedAtNanos;
        this.trace = trace;
    }

    public String requestId() {
        return requestId;
    }

    public CallTrace trace() {
        return trace;
    }

    public void plan(ProxyPlan found) {
        plan = found;
    }

    /** The canonical path, relative to the target; what the caller sent before that is not noted. */
    public void path(String canonicalPath) {
        path = canonicalPath;
    }

    /** The call is refused. The first refusal is what the caller sees, and so the one that is kept. */
    public void refused(Refusal because) {
        if (refusal == null) {
            refusal = because;
        }
    }

    /** The gateway breaks off the answer, if it has not come to its end by itself. */
    public void cutOff() {
        cutOff = true;
    }

    /** The gateway's part is done: from now on the target's time counts. */
    public void sending() {
        sentAtNanos = System.nanoTime();
    }

    /** The target answered, and its answer has been passed on as far as it went. */
    public void answered(UpstreamResult howItWent) {
        result = howItWent;
    }

    void ended(long atNanos) {
        endedAtNanos = atNanos;
        outcome = CallOutcome.of(this);
    }

    /** As it came: any token that the caller liked. */
    public String method() {
        return method;
    }

    /** Of {@link System#nanoTime}, as the other two. */
    public long startedAtNanos() {
        return startedAtNanos;
    }

    /** Null where no such proxy was found. */
    public @Nullable ProxyPlan plan() {
        return plan;
    }

    public @Nullable String path() {
        return path;
    }

    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Whether it was the gateway that broke off the answer. */
    public boolean isCutOff() {
        return cutOff;
    }

    /** 0 where nothing was sent. */
    public long sentAtNanos() {
        return sentAtNanos;
    }

    /** 0 until then. */
    public long endedAtNanos() {
        return endedAtNanos;
    }

    /** Of a call that has ended. */
    public CallOutcome outcome() {
        return Objects.requireNonNull(outcome);
    }

    /** Null where the target gave no answer. */
    public @Nullable UpstreamResult result() {
        return result;
    }
}
