package io.postern.gateway.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was written when the event loop has read everything that is there to read, and not in between. Under load many
 * requests come with one turn of the loop: their sending one after another finds the peer's process awake, where each sent
 * by itself would have to wake it, which costs more than all of the rest of a call. With nothing else to read it is sent at
 * once. One for each connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of a close tells whoever closes
public final class BatchedFlush extends ChannelOutboundHandlerAdapter implements Runnable {

    private @Nullable ChannelHandlerContext connection;
    private boolean waiting;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connection = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        run();
        connection = null;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (waiting) {
            return;
        }
        waiting = true;
        try {
            ctx.executor().execute(this);
        } catch (RejectedExecutionException ending) {
            run();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        run();
        ctx.close(promise);
    }

    @Override
    public void run() {
        if (waiting && connection != null) {
            waiting = false;
            connection.flush();
        }
    }
}
