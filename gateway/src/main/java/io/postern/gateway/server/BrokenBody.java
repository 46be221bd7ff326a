package io.postern.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.buffer.Unpooled;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;

/**
 * Stands where the rest of a body should, when its octets are no valid chunks. It travels in the place of that content, and
 * fails whoever takes it out: a body that just ended would be taken for whole.
 */
final class BrokenBody extends DefaultByteBufHolder {

    BrokenBody() {
        super(Unpooled.EMPTY_BUFFER);
    }

    /** @throws RefusedException always */
    @Override
    public ByteBuf content() {
        throw new RefusedException(Refusal.of(
                RefusalCode.BAD_REQUEST, "The request's body is not valid chunked coding (RFC 9112, section 7.1)"));
    }

    /** Without the content, which {@code super} would ask for. */
    @Override
    public String toString() {
        return "BrokenBody";
    }
}
