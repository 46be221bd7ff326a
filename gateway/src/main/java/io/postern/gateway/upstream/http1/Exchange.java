package io.postern.gateway.upstream.http1;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;

/**
 * One request and its answer, told as it happens, on the connection's event loop: the head, any number of pieces, and the end;
 * or, at any time before the end, that it failed, after which nothing more is told. Interim answers are not told.
 */
public interface Exchange {

    /** A status from 200 on. */
    void head(HttpResponse head);

    /** A piece of the body, which is the receiver's to release. */
    void piece(ByteBuf bytes);

    /** The answer is whole. The connection is not the exchange's any more. */
    void end();

    /** The connection is closed. */
    void failed(Throwable failure);
}
