package io.postern.gateway.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.PromiseNotifier;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its peer sees what was sent last. To close with octets unread would reset it, and a peer that
 * is still sending would never read why (RFC 9112, section 9.6; a WebSocket's close frame says it). So the sending ends
 * first; what still comes is read and dropped until the peer has closed too, for two seconds at most. One for each connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the close's own promise tells
public final class LingeringClose extends ChannelDuplexHandler {

    private static final String NAME = "postern.lingeringClose";
    private static final int SECONDS = 2;

    private boolean closing;

    private LingeringClose() {}

    /** From now on the connection is closed so, TLS or not; what is read no longer reaches anybody then. */
    public static void install(Channel channel) {
        if (channel instanceof DuplexChannel && channel.pipeline().get(NAME) == null) {
            channel.pipeline().addFirst(NAME, new LingeringClose());
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!closing && !ctx.channel().isActive()) {
            ctx.close(promise);
            return;
        }
        PromiseNotifier.cascade(ctx.channel().closeFuture(), promise);
        if (closing) {
            return;
        }
        closing = true;
        ((DuplexChannel) ctx.channel()).shutdownOutput();
        ScheduledFuture<?> end = ctx.executor().schedule(() -> ctx.close(), SECONDS, TimeUnit.SECONDS);
        ctx.channel().closeFuture().addListener(closed -> end.cancel(false));
        ctx.channel().config().setAutoRead(true);
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (closing) {
            ctx.read();
        } else {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (closing) {
            ctx.close();
        } else {
            ctx.fireExceptionCaught(failure);
        }
    }
}
