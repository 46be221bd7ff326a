package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.gateway.outbound.BodyTransform;
import io.postern.gateway.outbound.OutboundRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** What of a body goes to the target: the bytes that an earlier step has at hand, or what the caller sends. */
final class OutgoingBody {

    /** Null where the body is the caller's, as it comes. */
    private final byte @Nullable [] whole;

    /** In bytes; -1: unknown until it ends. */
    private final long length;

    private final @Nullable BodyTransform transform;

    private OutgoingBody(byte @Nullable [] whole, long length, @Nullable BodyTransform transform) {
        this.whole = whole;
        this.length = length;
        this.transform = transform;
    }

    static OutgoingBody of(OutboundRequest request) {
        return new OutgoingBody(request.wholeBody(), request.bodyLength(), request.bodyTransform());
    }

    long length() {
        return length;
    }

    boolean none() {
        return length == 0;
    }

    /** Whether it has to be read from the caller. */
    boolean streams() {
        return whole == null;
    }

    ByteBuf buffer() {
        return Unpooled.wrappedBuffer(whole == null ? new byte[0] : whole);
    }

    /** What the target gets of what the caller sends. */
    Flux<ByteBuf> fromCaller(Flux<ByteBuf> received) {
        return transform == null ? received : transform.apply(received);
    }
}
