package io.postern.gateway.inbound;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees each request head before anything else does, answers those that have no single reading, and closes their connection:
 * where the next request begins is then as doubtful. Answers of requests before it, on a pipelined connection, go out first.
 * One for each connection, on its event loop.
 */
final class RequestLineGuard extends ChannelDuplexHandler {

    private static final int LINGER_SECONDS = 2;
    private static final String NAME = "postern.requestLineGuard";

    /** Requests let through that have not been answered to their end. */
    private int unanswered;

    private @Nullable Refusal refusal;

    /** Puts a guard into every connection of a server, which speaks HTTP/1.1 only. */
    static HttpServer install(HttpServer server) {
        return server.protocol(HttpProtocol.HTTP11)
                .doOnChannelInit((observer, channel, address) ->
                        channel.pipeline().addAfter(NettyPipeline.HttpCodec, NAME, new RequestLineGuard()));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refusal != null) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            try {
                RequestHeadCheck.check(request);
            } catch (RefusedException e) {
                ReferenceCountUtil.release(message);
                refuse(ctx, e.refusal());
                return;
            }
            unanswered++;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        boolean ends = message instanceof LastHttpContent && !isInterim(message);
        super.write(ctx, message, promise);
        if (ends && unanswered > 0) {
            unanswered--;
            Refusal waiting = refusal;
            if (waiting != null && unanswered == 0) {
                answer(ctx, waiting);
            }
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void refuse(ChannelHandlerContext ctx, Refusal newRefusal) {
        refusal = newRefusal;
        if (unanswered == 0) {
            answer(ctx, newRefusal);
        }
    }

    private static void answer(ChannelHandlerContext ctx, Refusal refusal) {
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.putObject("error").put("code", refusal.code().word()).put("message", refusal.message());
        byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(refusal.code().status()),
                Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("postern-error-source", "gateway")
                .set("postern-proxy-code", "proxy-access-denied")
                .set("postern-proxy-message", refusal.message());
        ctx.writeAndFlush(response).addListener(written -> linger(ctx));
    }

    /**
     * Reads on for a moment, and drops what it reads: to close with octets unread would reset the connection, and the caller
     * might never see its answer (RFC 9112, section 9.6).
     */
    private static void linger(ChannelHandlerContext ctx) {
        if (!(ctx.channel() instanceof DuplexChannel channel) || ctx.pipeline().get(SslHandler.class) != null) {
            closeNow(ctx);
            return;
        }
        channel.shutdownOutput().addListener(shut -> ctx.read());
        ScheduledFuture<?> closing = ctx.executor().schedule(() -> closeNow(ctx), LINGER_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> closing.cancel(false));
    }

    private static void closeNow(ChannelHandlerContext ctx) {
        ctx.newSucceededFuture().addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (refusal != null && unanswered == 0) {
            ctx.read();
        }
    }
}
