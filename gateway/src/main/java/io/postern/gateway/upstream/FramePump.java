package io.postern.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * Writes one side's frames to the other side's connection, and asks for new ones as they have been written: a side that reads
 * nothing keeps a bounded number of them in memory, and bytes of no more than one frame beyond the bound. Unlike
 * Reactor Netty's own sending it leaves the side that it reads from alone when the other one closes: cancelling the reading
 * would send that side a close frame without the code.
 */
final class FramePump extends BaseSubscriber<WebSocketFrame> {

    /** Frames that are not written yet. */
    private static final int UNDER_WAY = 32;

    /** Bytes that are not written yet; with as many of them, none is asked for. */
    private static final int BYTES_UNDER_WAY = 256 * 1024;

    private final Channel to;
    private final Runnable ended;
    private final Runnable broken;
    private final Runnable moved;
    private long bytes;
    private int framesUnderWay;
    private long bytesUnderWay;
    private boolean asked;

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
        ask();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // this is about its listener
    protected void hookOnNext(WebSocketFrame frame) {
        int length = frame.content().readableBytes();
        asked = false;
        framesUnderWay++;
        bytesUnderWay += length;
        bytes += length;
        moved.run();
        to.writeAndFlush(frame.retain()).addListener(written -> {
            framesUnderWay--;
            bytesUnderWay -= length;
            if (written.isSuccess()) {
                ask();
            }
        });
        ask();
    }

    private void ask() {
        if (!asked && framesUnderWay < UNDER_WAY && bytesUnderWay < BYTES_UNDER_WAY) {
            asked = true;
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
