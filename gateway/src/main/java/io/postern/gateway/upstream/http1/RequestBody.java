package io.postern.gateway.upstream.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * Sends a body piece by piece, and asks for as many as have been written: a target that reads slowly is not sent faster than
 * that. Cancelled when its exchange is over.
 */
public final class RequestBody extends BaseSubscriber<ByteBuf> implements ChannelFutureListener {

    private static final int UNDER_WAY = 16;

    private final Http1Connection connection;
    private final End end;

    /** How the sending ended; told neither when it was cancelled nor when the connection failed, which is told to the exchange. */
    public interface End {

        void sent();

        /** Where the body comes from, it broke. The request is not whole: its connection can only be closed. */
        void broken(Throwable failure);
    }

    public RequestBody(Http1Connection connection, End end) {
        this.connection = connection;
        this.end = end;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(UNDER_WAY);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // this is its listener
    protected void hookOnNext(ByteBuf bytes) {
        connection.sendPiece(bytes).addListener(this);
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        if (written.isSuccess()) {
            request(1);
        }
    }

    @Override
    protected void hookOnComplete() {
        connection.sendEnd();
        end.sent();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        end.broken(failure);
    }
}
