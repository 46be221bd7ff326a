package io.postern.gateway.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.gateway.connection.BatchedFlush;
import io.postern.gateway.connection.EndlessAnswer;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.record.CallRecord;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpRequestDecoderSpec;
import reactor.netty.http.server.HttpServer;

/**
 * Sees each request head before anything else does, answers those that have no single reading, and closes their connection:
 * where the next request begins is then as doubtful. Answers of requests before it, on a pipelined connection, go out first.
 * And it closes connections that have had no request for long. One for each connection, on its event loop.
 */
final class RequestLineGuard extends ChannelDuplexHandler {

    private static final String NAME = "postern.requestLineGuard";
    private static final String ENCODER = "postern.responseEncoder";
    private static final String BATCH = "postern.batchedFlush";

    private static final Refusal STOPPING =
            Refusal.of(RefusalCode.SHUTTING_DOWN, "The gateway is stopping; try again on another connection");

    /** More than any client sends ahead; each one waits in memory. */
    private static final int MOST_UNANSWERED = 128;

    /** Requests found good that have not been answered to their end, those that wait included. */
    private int unanswered;

    private final SentAhead ahead = new SentAhead();

    /** Nothing that follows a broken body, or the word that this is the last answer, is read as a request. */
    private boolean deaf;

    /** The answer that is being written says that it is the connection's last. */
    private boolean closing;

    /** The oldest request's answer has begun. */
    private boolean answering;

    /** What the call still writes goes nowhere: it was answered in its place. */
    private boolean abandoned;

    /** A request that had begun to arrive when the server stopped taking new ones. */
    private boolean oneMore;

    private @Nullable Refusal refusal;
    private @Nullable ChannelHandlerContext context;
    private final IdleClock idle;
    private final ServerConnections connections;
    private final Function<Refusal, String> record;

    RequestLineGuard(Duration idleTimeout, ServerConnections connections, Function<Refusal, String> record) {
        idle = new IdleClock(idleTimeout);
        this.connections = connections;
        this.record = record;
    }

    /**
     * Puts a guard into every connection of a server, which speaks HTTP/1.1 only.
     *
     * @param record notes a refusal, and answers with the id of its request
     */
    static HttpServer install(
            HttpServer server, Duration idleTimeout, ServerConnections connections, Function<Refusal, String> record) {
        AtomicReference<HttpRequestDecoderSpec> limits =
                new AtomicReference<>(server.configuration().decoder());
        return server.protocol(HttpProtocol.HTTP11)
                // Only then are all of the server's settings known.
                .doOnBind(settings -> limits.set(settings.decoder()))
                .doOnBound(connections::bound)
                .doOnChannelInit((observer, channel, address) -> install(
                        channel.pipeline(), limits.get(), new RequestLineGuard(idleTimeout, connections, record)));
    }

    private static void install(ChannelPipeline pipeline, HttpRequestDecoderSpec limits, RequestLineGuard guard) {
        Queue<HttpMethod> methods = new ArrayDeque<>(4);
        pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, new StrictRequestDecoder(limits, methods));
        // A WebSocket's encoder and decoder take the places of these two. Behind the decoder, the encoder would not see
        // what the
        // decoder says by itself: the close frame for a message that is too large.
        pipeline.addBefore(NettyPipeline.HttpCodec, ENCODER, new PairedResponseEncoder(methods));
        pipeline.addAfter(NettyPipeline.HttpCodec, BATCH, new BatchedFlush());
        pipeline.addAfter(BATCH, NAME, guard);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that is closed by then has nothing to end
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connections.opened(this);
        idle.start(ctx);
        if (connections.ending()) {
            // Taken by the listener as its last: its request may be on the way, and is told.
            ctx.executor().schedule(this::endIfIdle, 1, TimeUnit.SECONDS);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connections.closed(this);
        idle.stop();
        ahead.drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refusal != null || deaf) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            if (closing) {
                deaf = true;
                ReferenceCountUtil.release(message);
                return;
            }
            if (unanswered == 0 && Http2Preface.begins(request)) {
                ReferenceCountUtil.release(message);
                deaf = true;
                Http2Preface.answer(ctx.pipeline().context(ENCODER), record.apply(Http2Preface.REFUSAL));
                return;
            }
            try {
                if (connections.ending() && !oneMore) {
                    throw new RefusedException(STOPPING);
                }
                oneMore = false;
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
            boolean underWay = unanswered > ahead.requests();
            unanswered++;
            idle.pause();
            pass(ctx, message, underWay);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            content.release();
            deaf = true;
            if (unanswered == 0) {
                ConnectionEnd.linger(ctx);
            } else {
                pass(ctx, new BrokenBody(), false);
            }
        } else {
            pass(ctx, message, false);
        }
    }

    private void pass(ChannelHandlerContext ctx, Object message, boolean behindAnother) {
        if (!ahead.keeps(ctx, message, behindAnother)) {
            ctx.fireChannelRead(message);
        }
    }

    /** Reactor Netty tells so that it is done with a request. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        if (ahead.requests() > 0) {
            ctx.executor().execute(this::letNextThrough);
        }
    }

    private void letNextThrough() {
        if (unanswered == ahead.requests()) {
            ahead.letThrough(Objects.requireNonNull(context));
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (abandoned) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean ends = message instanceof LastHttpContent && !isInterim(message);
        if (message instanceof HttpResponse response) {
            begin(response);
        }
        super.write(ctx, message, promise);
        if (ends && unanswered > 0) {
            answering = false;
            unanswered--;
            if (unanswered == 0) {
                idle.resume();
                endIfNothingFollows(ctx);
            }
        }
    }

    private void begin(HttpResponse response) {
        boolean upgrade = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        answering = upgrade || !isInterim(response);
        if (answering && !upgrade && unanswered == 1 && (deaf || connections.moveCallers())) {
            closing = true;
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void endIfNothingFollows(ChannelHandlerContext ctx) {
        Refusal waiting = refusal;
        if (waiting != null) {
            ConnectionEnd.answer(ctx, waiting, record.apply(waiting));
        } else if (deaf || closing || (connections.ending() && !oneMore)) {
            ConnectionEnd.linger(ctx);
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void refuse(ChannelHandlerContext ctx, Refusal newRefusal) {
        refusal = newRefusal;
        if (unanswered == 0) {
            ConnectionEnd.answer(ctx, newRefusal, record.apply(newRefusal));
        }
    }

    /** Runs on the connection's event loop, where it still has one. */
    void onItsLoop(Runnable step) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.executor().execute(step);
        }
    }

    /** Closes the connection if it has no call, and ends its WebSocket. A request that has begun to arrive is let in. */
    void endIfIdle() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        StrictRequestDecoder decoder = ctx.pipeline().get(StrictRequestDecoder.class);
        oneMore = decoder != null && decoder.inTheMiddle();
        EndlessAnswer endless = EndlessAnswer.on(ctx.channel());
        if (endless != null && !endless.waits()) {
            endless.end().run();
        } else if (unanswered == 0 && !oneMore && !deaf && refusal == null) {
            deaf = true;
            ConnectionEnd.linger(ctx);
        }
    }

    /** Ends whatever goes on, as orderly as its caller can understand it. */
    void cutOff() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        EndlessAnswer endless = EndlessAnswer.on(ctx.channel());
        if (endless != null) {
            breakOff(CallUnderWay.on(ctx.channel()));
            endless.end().run();
        } else if (unanswered > 0 && !answering) {
            abandoned = true;
            unanswered = 0;
            ahead.drop();
            deaf = true;
            ConnectionEnd.answer(ctx, STOPPING, refusedInItsPlace(CallUnderWay.on(ctx.channel())));
        } else {
            breakOff(CallUnderWay.on(ctx.channel()));
            ConnectionEnd.closeNow(ctx);
        }
    }

    private static void breakOff(@Nullable CallRecord call) {
        if (call != null) {
            call.cutOff();
        }
    }

    /** The id under which the call that is refused is recorded when it ends, which it does with its connection. */
    private String refusedInItsPlace(@Nullable CallRecord call) {
        if (call == null) {
            return record.apply(STOPPING);
        }
        call.refused(STOPPING);
        return call.requestId();
    }

    /**
     * A caller that resets its connection has left, as one that closes it: what is under way hears of it in the one way, by the
     * end of the connection. As an error of its body it would pass for one of the target's, or the gateway's.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (failure instanceof IOException && !(failure instanceof SSLException)) {
            ConnectionEnd.closeNow(ctx);
        } else {
            ctx.fireExceptionCaught(failure);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if ((refusal != null || deaf || closing) && unanswered == 0) {
            ctx.read();
        }
    }
}
