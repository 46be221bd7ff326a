package io.postern.bench.soak;

import java.nio.charset.StandardCharsets;

/**
 * A request, and what must come of it.
 *
 * @param id its mark, which is in its path, its body and its answer
 * @param status of its answer, where there is one
 * @param size of its answer's body, or of its event stream
 * @param head and {@code body} as they go over the wire
 * @param sent how many octets the body says
 * @param asksForTheEnd of the connection, by {@code Connection: close}
 * @param expects whether its body waits for an interim answer
 */
record Asked(
        Kind kind,
        String id,
        int status,
        int size,
        String head,
        String body,
        int sent,
        boolean asksForTheEnd,
        boolean expects) {

    /** What the target or the gateway makes of it. */
    enum Kind {
        /** Answered by the target, whole. */
        ANSWER,
        /** The same, without the body that the head tells of. */
        HEAD,
        /** 204 or 304. */
        EMPTY,
        /** Answered by the gateway; the connection goes on. */
        REFUSED,
        /** Answered by the gateway, and the connection ends. */
        UNREADABLE,
        /** The target goes away without an answer. */
        LOST,
        /** The target goes away in the middle of its answer. */
        CUT,
        /** The target answers before it has the body. */
        EARLY,
        /** Events, until the target ends them. */
        EVENTS,
        /** Events, until one of both goes away. */
        LEFT_EVENTS
    }

    boolean hasBody() {
        return !body.isEmpty();
    }

    /** Whether the connection may end behind the answer although nobody asked for it. */
    boolean mayEnd() {
        return asksForTheEnd
                || switch (kind) {
                    case UNREADABLE, CUT, EARLY, LEFT_EVENTS -> true;
                    // Of these the gateway need not read the body.
                    case REFUSED, LOST -> hasBody();
                    case ANSWER, HEAD, EMPTY, EVENTS -> false;
                };
    }

    byte[] octets() {
        return (head + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** For the history of a connection. */
    @Override
    public String toString() {
        return kind + " " + head.substring(0, head.indexOf("\r\n"))
                + (hasBody() ? " with " + sent + " octets of body in " + body.length() : "")
                + (expects ? ", expects" : "") + (asksForTheEnd ? ", last" : "");
    }
}
