package io.postern.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * Writes one side's frames to the other side's connection, and asks for a new one for each that has been written. Unlike
 * Reactor Netty's own sending it leaves the side that it reads from alone when the other one closes: cancelling the reading
 * would send that side a close frame without the code.
 */
final class FramePump extends BaseSubscriber<WebSocketFrame> implements ChannelFutureListener {

    private static final int UNDER_WAY = 32;

    private final Channel to;
    private final Runnable ended;
    private final Runnable broken;
    private final Runnable moved;
    private long bytes;

    /**
     * @param ended called when the side that is read from has closed, or is gone
     * @param broken called when it sent what is no frame, or a frame that is too large: the codec has told it so
     */
    FramePump(Channel to, Runnable moved, Runnable ended, Runnable broken) {
        this.to = to;
        this.moved = moved;
        this.ended = ended;
        this.broken = broken;
    }

    /** What the frames carried so far. */
    long bytes() {
        return bytes;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(UNDER_WAY);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // this is its listener
    protected void hookOnNext(WebSocketFrame frame) {
        bytes += frame.content().readableBytes();
        moved.run();
        to.writeAndFlush(frame.retain()).addListener(this);
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        if (written.isSuccess()) {
            request(1);
        }
    }

    @Override
    protected void hookOnComplete() {
        ended.run();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        broken.run();
    }
}
