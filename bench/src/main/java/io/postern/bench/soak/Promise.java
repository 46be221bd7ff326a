package io.postern.bench.soak;

/** What a run looks at. */
enum Promise {
    ANSWERED("each request gets its own answer, once, in its order"),
    WHOLE("an answer that was cut off never looks whole, and no other is cut off"),
    TARGET("the target gets each request once, with its own body, its secret and never the caller's key"),
    KEPT("a connection ends only where its caller or an answer says so, or a body was not read"),
    SOCKETS("WebSockets pass each message in its order, and the close code of whoever closed"),
    QUIET("when nobody calls any more nothing is in use"),
    LOGGED("each call is in the request log, once, and none as a failure of the gateway's own"),
    BUFFERS("no buffer is lost"),
    RETURNED("files, threads and memory are returned");

    private final String words;

    Promise(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
