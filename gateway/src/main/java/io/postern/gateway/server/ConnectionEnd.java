package io.postern.gateway.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.postern.gateway.failure.ProxyHeaders;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalBody;
import java.util.concurrent.TimeUnit;

/** How a caller's connection ends, so that the caller sees its last answer whole. */
final class ConnectionEnd {

    private static final int LINGER_SECONDS = 2;

    private ConnectionEnd() {}

    /** Writes a refusal as the last answer, with the id under which it is recorded. */
    static void answer(ChannelHandlerContext ctx, Refusal refusal, String requestId) {
        byte[] body = RefusalBody.of(refusal, requestId);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(refusal.code().status()),
                Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(ProxyHeaders.ERROR_SOURCE, "gateway")
                .set(ProxyHeaders.CODE, refusal.code().party().proxyCode())
                .set(ProxyHeaders.MESSAGE, refusal.message())
                .set(ProxyHeaders.REQUEST_ID, requestId);
        ctx.writeAndFlush(response).addListener(written -> lingerNow(ctx));
    }

    /**
     * Once everything is sent that was written, reads on for a moment, and drops what it reads: to close with octets unread
     * would reset the connection, and the caller might never see its answer (RFC 9112, section 9.6).
     */
    static void linger(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> lingerNow(ctx));
    }

    private static void lingerNow(ChannelHandlerContext ctx) {
        if (!(ctx.channel() instanceof DuplexChannel channel) || ctx.pipeline().get(SslHandler.class) != null) {
            closeNow(ctx);
            return;
        }
        channel.shutdownOutput().addListener(shut -> ctx.read());
        ScheduledFuture<?> closing = ctx.executor().schedule(() -> closeNow(ctx), LINGER_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> closing.cancel(false));
    }

    static void closeNow(ChannelOutboundInvoker connection) {
        connection.newSucceededFuture().addListener(ChannelFutureListener.CLOSE);
    }
}
