package io.postern.gateway.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * An answer that may have no end of its own, and how it is ended in order when the gateway stops: noted on the caller's
 * connection for as long as it goes on. To be used on the connection's event loop.
 *
 * @param waits whether it may go on for as long as other calls: it may come to its own end after all
 * @param end ends it
 */
public record EndlessAnswer(boolean waits, Runnable end) {

    private static final AttributeKey<EndlessAnswer> KEY = AttributeKey.valueOf(EndlessAnswer.class, "begun");

    /** An event stream: its caller comes back with the id of the last event it got. */
    public static void stream(Channel caller, Runnable end) {
        caller.attr(KEY).set(new EndlessAnswer(true, end));
    }

    /** A WebSocket, which only one of its ends could end. */
    public static void webSocket(Channel caller, Runnable end) {
        caller.attr(KEY).set(new EndlessAnswer(false, end));
    }

    /** It came to its end. */
    public static void ended(Channel caller) {
        caller.attr(KEY).set(null);
    }

    /** The one that goes on; null where there is none. */
    public static @Nullable EndlessAnswer on(Channel caller) {
        return caller.attr(KEY).get();
    }
}
