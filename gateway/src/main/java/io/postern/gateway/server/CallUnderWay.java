package io.postern.gateway.server;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.postern.gateway.record.CallRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.channel.ChannelOperations;

/**
 * The call that a caller's connection is at, noted there so that whoever answers in its place when the gateway stops can say so
 * in its record. To be used on the connection's event loop.
 */
public final class CallUnderWay {

    private static final AttributeKey<CallRecord> KEY = AttributeKey.valueOf(CallUnderWay.class, "call");

    private CallUnderWay() {}

    /** From now on the request's connection is at this call. */
    public static void begins(ServerHttpRequest request, CallRecord call) {
        ChannelOperations<?, ?> operations = ServerHttpRequestDecorator.getNativeRequest(request);
        operations.channel().attr(KEY).set(call);
    }

    /** Null where it is at none. */
    static @Nullable CallRecord on(Channel caller) {
        CallRecord call = caller.attr(KEY).get();
        return call == null || call.endedAtNanos() != 0 ? null : call;
    }
}
