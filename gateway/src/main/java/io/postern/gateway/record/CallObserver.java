package io.postern.gateway.record;

/** Is told of every call once, when it has ended, on the thread that ended it: it must not wait for anything. */
interface CallObserver {

    void ended(CallRecord call, CallOutcome outcome, long tookNanos);
}
