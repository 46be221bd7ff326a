package io.postern.gateway.record;

/** Takes calls that have ended, to tell of them later. */
public interface EndedCalls {

    /**
     * Takes one. Runs on the call's own thread: must neither block, nor wait, nor fail. Nobody changes the record any more.
     */
    void add(CallRecord call);
}
