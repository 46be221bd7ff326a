package io.postern.gateway.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What a caller sends ahead of the answers that it waits for: it waits here, and one request is let through at a time. Reactor
 * Netty would keep it as well, but there a request that asks for the connection's end ends it for those before it: they get
 * no answer, or none that is followed. Where much waits, the connection is not read from. Used on its event loop only.
 */
final class SentAhead {

    private static final int BOUND = 64 * 1024;

    private final Queue<Object> waiting = new ArrayDeque<>(4);
    private int requests;
    private int octets;
    private boolean stopped;

    /** How many requests wait. */
    int requests() {
        return requests;
    }

    /**
     * Whether the message waits. It does, and is taken over, if it is a request and another one is under way, or if it
     * belongs to one that waits.
     *
     * @param behindAnother whether it is a request, and one that was let through has no whole answer
     */
    boolean keeps(ChannelHandlerContext ctx, Object message, boolean behindAnother) {
        if (waiting.isEmpty() && !behindAnother && !(message instanceof HttpRequest && isServed(ctx))) {
            return false;
        }
        waiting.add(message);
        if (message instanceof HttpRequest) {
            requests++;
        }
        octets += octets(message);
        if (octets > BOUND && ctx.channel().config().isAutoRead()) {
            stopped = true;
            ctx.channel().config().setAutoRead(false);
        }
        return true;
    }

    /** Whether a request waits, and the server is done with the one before. */
    boolean mayLetThrough(ChannelHandlerContext ctx) {
        return !waiting.isEmpty() && !isServed(ctx);
    }

    /** Lets the next request through, and what has come of its body, where it {@linkplain #mayLetThrough may} be. */
    void letThrough(ChannelHandlerContext ctx) {
        if (stopped) {
            stopped = false;
            ctx.channel().config().setAutoRead(true);
        }
        requests--;
        do {
            Object message = waiting.remove();
            octets -= octets(message);
            ctx.fireChannelRead(message);
        } while (!waiting.isEmpty() && !(waiting.element() instanceof HttpRequest));
    }

    void drop() {
        Object message;
        while ((message = waiting.poll()) != null) {
            ReferenceCountUtil.release(message);
        }
        requests = 0;
        octets = 0;
    }

    /** The server is at a request until its answer has been sent, and not only written. */
    private static boolean isServed(ChannelHandlerContext ctx) {
        return ChannelOperations.get(ctx.channel()) instanceof HttpServerRequest;
    }

    private static int octets(Object message) {
        return message instanceof HttpContent content ? content.content().readableBytes() : 0;
    }
}
