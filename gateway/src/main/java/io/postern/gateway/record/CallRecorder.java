package io.postern.gateway.record;

import io.micrometer.core.instrument.MeterRegistry;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.trace.CallTrace;
import io.postern.gateway.trace.CallTracer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;

/** Knows every call from its arrival to its end, and tells of the end once: in metrics, in the log, in spans, in the request log. */
public final class CallRecorder {

    private final CallTracer tracer;
    private final CallObserver[] observers;
    private final EndedCalls endedCalls;
    private final AtomicInteger inFlight = new AtomicInteger();

    CallRecorder(MeterRegistry metrics, CallTracer tracer, List<CallObserver> observers, EndedCalls endedCalls) {
        this.tracer = tracer;
        this.endedCalls = endedCalls;
        this.observers = observers.toArray(CallObserver[]::new);
        metrics.gauge("postern.calls.in.flight", inFlight);
    }

    /** A call has arrived; every call that begins here must {@link #end} here. */
    public CallRecord begin(String method, HttpHeaders received) {
        inFlight.incrementAndGet();
        String requestId = nextId();
        return new CallRecord(requestId, method, System.nanoTime(), tracer.begin(method, received, requestId));
    }

    /**
     * 48 bits of the time, in milliseconds since 1970, and 80 random ones: ids that follow each other stand side by side in the
     * request log's index, so that a new one does not touch a page of its own.
     */
    static String nextId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(System.currentTimeMillis() << 16 | random.nextInt(1 << 16))
                + HexFormat.of().toHexDigits(random.nextLong());
    }

    /** The call has ended, in whichever way. */
    public void end(CallRecord call) {
        inFlight.decrementAndGet();
        ended(call);
        endedCalls.add(call);
    }

    /**
     * A request that could not be read, so that it never became a call.
     *
     * @return its id, for the answer
     */
    public String unread(Refusal refusal) {
        CallRecord call = new CallRecord(nextId(), "-", System.nanoTime(), CallTrace.NONE);
        call.refused(refusal);
        ended(call);
        return call.requestId();
    }

    private void ended(CallRecord call) {
        call.ended(System.nanoTime());
        long took = call.endedAtNanos() - call.startedAtNanos();
        CallOutcome outcome = call.outcome();
        for (CallObserver observer : observers) {
            observer.ended(call, outcome, took);
        }
    }
}
