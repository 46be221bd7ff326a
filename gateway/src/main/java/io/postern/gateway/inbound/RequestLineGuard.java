package io.postern.gateway.inbound;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.postern.gateway.failure.ProxyHeaders;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpRequestDecoderSpec;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees each request head before anything else does, answers those that have no single reading, and closes their connection:
 * where the next request begins is then as doubtful. Answers of requests before it, on a pipelined connection, go out first.
 * And it closes connections that have had no request for long. One for each connection, on its event loop.
 */
final class RequestLineGuard extends ChannelDuplexHandler {

    private static final int LINGER_SECONDS = 2;
    private static final String NAME = "postern.requestLineGuard";
    private static final String ENCODER = "postern.responseEncoder";

    /** More than any client sends ahead; each one waits in memory. */
    private static final int MOST_UNANSWERED = 128;

    /** Requests let through that have not been answered to their end. */
    private int unanswered;

    /** Nothing that follows a broken body can be told apart. */
    private boolean deaf;

    private @Nullable Refusal refusal;
    private final IdleClock idle;

    private final Function<Refusal, String> record;

    RequestLineGuard(Duration idleTimeout, Function<Refusal, String> record) {
        idle = new IdleClock(idleTimeout);
        this.record = record;
    }

    /**
     * Puts a guard into every connection of a server, which speaks HTTP/1.1 only.
     *
     * @param record notes a refusal, and answers with the id of its request
     */
    static HttpServer install(HttpServer server, Duration idleTimeout, Function<Refusal, String> record) {
        AtomicReference<HttpRequestDecoderSpec> limits =
                new AtomicReference<>(server.configuration().decoder());
        return server.protocol(HttpProtocol.HTTP11)
                // Only then are all of the server's settings known.
                .doOnBind(settings -> limits.set(settings.decoder()))
                .doOnChannelInit((observer, channel, address) ->
                        install(channel.pipeline(), limits.get(), new RequestLineGuard(idleTimeout, record)));
    }

    private static void install(ChannelPipeline pipeline, HttpRequestDecoderSpec limits, RequestLineGuard guard) {
        Queue<HttpMethod> methods = new ArrayDeque<>(4);
        pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, new StrictRequestDecoder(limits, methods));
        pipeline.addAfter(NettyPipeline.HttpCodec, ENCODER, new PairedResponseEncoder(methods));
        pipeline.addAfter(ENCODER, NAME, guard);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        idle.start(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        idle.stop();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refusal != null || deaf) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            try {
                if (unanswered == MOST_UNANSWERED) {
                    throw new RefusedException(
                            Refusal.of(RefusalCode.BAD_REQUEST, "Too many requests wait on this connection"));
                }
                RequestHeadCheck.check(request);
            } catch (RefusedException e) {
                ReferenceCountUtil.release(message);
                refuse(ctx, e.refusal());
                return;
            }
            unanswered++;
            idle.pause();
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            content.release();
            deaf = true;
            if (unanswered == 0) {
                linger(ctx);
            } else {
                ctx.fireChannelRead(new BrokenBody());
            }
            return;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        boolean ends = message instanceof LastHttpContent && !isInterim(message);
        if (deaf && unanswered == 1 && message instanceof HttpResponse response) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        super.write(ctx, message, promise);
        if (ends && unanswered > 0) {
            unanswered--;
            if (unanswered == 0) {
                idle.resume();
                endIfNothingFollows(ctx);
            }
        }
    }

    private void endIfNothingFollows(ChannelHandlerContext ctx) {
        Refusal waiting = refusal;
        if (waiting != null) {
            answer(ctx, waiting);
        } else if (deaf) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> linger(ctx));
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

    private void answer(ChannelHandlerContext ctx, Refusal refusal) {
        String requestId = record.apply(refusal);
        ObjectNode document = JsonMapper.shared().createObjectNode();
        document.putObject("error")
                .put("code", refusal.code().word())
                .put("message", refusal.message())
                .put("requestId", requestId);
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
                .set(ProxyHeaders.ERROR_SOURCE, "gateway")
                .set(ProxyHeaders.CODE, refusal.code().party().proxyCode())
                .set(ProxyHeaders.MESSAGE, refusal.message())
                .set(ProxyHeaders.REQUEST_ID, requestId);
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
        if ((refusal != null || deaf) && unanswered == 0) {
            ctx.read();
        }
    }
}
