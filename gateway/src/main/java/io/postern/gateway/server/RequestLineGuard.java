package io.postern.gateway.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sees each request head before anything else does, answers those that have no single reading, and closes their connection:
 * where the next request begins is then as doubtful. Answers of requests before it, on a pipelined connection, go out first.
 * And it closes connections that have had no request for long. One for each connection, on its event loop.
 */
final class RequestLineGuard extends ChannelDuplexHandler {

    /** More than any client sends ahead; each one waits in memory. */
    private static final int MOST_UNANSWERED = 128;

    /** Requests found good that have not been answered to their end, those that wait included. */
    private int unanswered;

    private final SentAhead ahead = new SentAhead();

    /** Nothing that follows a broken body, or the word that this is the last answer, is read as a request. */
    private boolean deaf;

    /** The answer that is being written says that it is the connection's last. */
    private boolean closing;

    /** The caller has spoken HTTP/1.0, and so can't read chunks. */
    private boolean readsNoChunks;

    /** The answer that is being written ends with the connection, and with nothing else. */
    private boolean endsWithConnection;

    /** The oldest request's answer has begun. */
    private boolean answering;

    /** What the call still writes goes nowhere: it was answered in its place. */
    private boolean abandoned;

    /** The last thing to be answered, when what came before it has been. */
    private @Nullable Refusal refusal;

    private final IdleClock idle;
    private final OpenConnection open;
    private final Function<Refusal, String> record;

    /** @param record notes a refusal, and answers with the id of its request */
    RequestLineGuard(Duration idleTimeout, ServerConnections connections, Function<Refusal, String> record) {
        idle = new IdleClock(idleTimeout);
        open = new OpenConnection(this, connections, record);
        this.record = record;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        open.opened(ctx);
        idle.start(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        open.closed();
        idle.stop();
        ahead.drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refusal != null || deaf) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpRequest request) {
            readHead(ctx, request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            readBroken(ctx, content);
        } else {
            pass(ctx, message, false);
        }
    }

    private void readHead(ChannelHandlerContext ctx, HttpRequest request) {
        if (closing) {
            deaf = true;
            ReferenceCountUtil.release(request);
            return;
        }
        if (unanswered == 0 && Http2Preface.begins(request)) {
            ReferenceCountUtil.release(request);
            deaf = true;
            Http2Preface.answer(ctx.pipeline().context(ServerPipeline.ENCODER), record.apply(Http2Preface.REFUSAL));
            return;
        }
        try {
            take(request);
        } catch (RefusedException e) {
            ReferenceCountUtil.release(request);
            refuse(ctx, e.refusal());
            return;
        }
        readsNoChunks |= request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        boolean underWay = unanswered > ahead.requests();
        unanswered++;
        pass(ctx, request, underWay);
    }

    /** @throws RefusedException where it does not become a call */
    private void take(HttpRequest request) {
        open.takeRequest();
        if (unanswered == MOST_UNANSWERED) {
            throw new RefusedException(
                    Refusal.of(RefusalCode.BAD_REQUEST, "Too many requests wait on this connection"));
        }
        RequestHeadCheck.check(request);
    }

    private void readBroken(ChannelHandlerContext ctx, HttpContent content) {
        content.release();
        deaf = true;
        if (unanswered == 0) {
            ConnectionEnd.linger(ctx);
        } else {
            pass(ctx, new BrokenBody(), false);
        }
    }

    private void pass(ChannelHandlerContext ctx, Object message, boolean behindAnother) {
        if (!ahead.keeps(ctx, message, behindAnother)) {
            if (message instanceof HttpRequest) {
                idle.pause();
            }
            ctx.fireChannelRead(message);
        }
    }

    /** Reactor Netty tells so that it is done with a request. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        if (ahead.requests() > 0) {
            ctx.executor().execute(() -> letNextThrough(ctx));
        }
    }

    private void letNextThrough(ChannelHandlerContext ctx) {
        if (unanswered == ahead.requests() && ahead.mayLetThrough(ctx)) {
            idle.pause();
            ahead.letThrough(ctx);
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
        super.write(ctx, message, ends && endsWithConnection ? told(promise) : promise);
        if (ends && unanswered > 0) {
            answering = false;
            unanswered--;
            if (closing) {
                // What was sent ahead gets no answer any more.
                ahead.drop();
                unanswered = 0;
            }
            if (unanswered == ahead.requests()) {
                // What was sent ahead waits until the caller has taken this answer, which it may never do.
                idle.resume();
            }
            if (unanswered == 0) {
                endIfNothingFollows(ctx);
            }
        }
    }

    /** Once all of an answer has been sent, its connection may end as it must. */
    private ChannelPromise told(ChannelPromise promise) {
        return promise.unvoid().addListener(written -> endsWithConnection = !written.isSuccess());
    }

    private void begin(HttpResponse response) {
        boolean upgrade = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        answering = upgrade || !isInterim(response);
        if (!answering || upgrade) {
            return;
        }
        if (readsNoChunks && HttpUtil.isTransferEncodingChunked(response)) {
            // To HTTP/1.0 it ends with the connection (RFC 9112, section 6.1).
            response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            endsWithConnection = true;
            closing = true;
        }
        if (closing || (unanswered == 1 && (deaf || open.movesCaller()))) {
            closing = true;
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void endIfNothingFollows(ChannelHandlerContext ctx) {
        Refusal waiting = refusal;
        if (waiting != null) {
            ConnectionEnd.answer(ctx, waiting, record.apply(waiting));
        } else if (deaf || closing || !open.takesRequests()) {
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

    /** Ends the connection, if there is no call in it and nothing has ended it yet. */
    void endIfIdle(ChannelHandlerContext ctx) {
        if (unanswered == 0 && !deaf && refusal == null) {
            deaf = true;
            ConnectionEnd.linger(ctx);
        }
    }

    /** Whether there is a call, and nothing has been written of the oldest one's answer. */
    boolean answerIsDue() {
        return unanswered > 0 && !answering;
    }

    /** Answers in the place of whoever should; all other calls get no answer. */
    void answerInItsPlace(ChannelHandlerContext ctx, Refusal instead, String requestId) {
        abandoned = true;
        unanswered = 0;
        ahead.drop();
        deaf = true;
        ConnectionEnd.answer(ctx, instead, requestId);
    }

    /** An answer that breaks off and ends with the connection is told from a whole one by a reset only. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) throws Exception {
        if (endsWithConnection) {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        super.close(ctx, promise);
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
