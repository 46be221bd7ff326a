package io.postern.gateway.upstream.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a target, with one exchange at a time. It goes back to its pool by itself when the answer is whole, and only
 * if request and answer both came to their end, both sides keep it, and the target has sent nothing that was not asked for.
 * To be used on its event loop.
 */
// What becomes of a write or a close shows on the channel, and is told to the exchange.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Http1Connection extends ChannelInboundHandlerAdapter {

    private final Pool pool;
    private final Channel channel;
    private final AnswerDecoder decoder;
    private final long madeAt = System.nanoTime();

    private @Nullable Exchange exchange;
    private int requests;
    private boolean requestSent;
    private boolean interim;
    private boolean bodyUnexpected;
    private boolean kept;
    private boolean lastsUntilTheEnd;
    private boolean endSaid;
    private boolean free;
    private boolean counted;
    private long unusedSince;

    Http1Connection(Pool pool, Channel channel, AnswerDecoder decoder) {
        this.pool = pool;
        this.channel = channel;
        this.decoder = decoder;
    }

    /** Whether a request was sent on it before the present one. */
    public boolean reused() {
        return requests > 1;
    }

    /** Sends a request: a whole one, or a head, whose body follows piece by piece. */
    public void send(HttpRequest request, Exchange asking) {
        exchange = asking;
        requests++;
        kept = false;
        free = false;
        requestSent = request instanceof FullHttpRequest;
        bodyUnexpected = isBodyUnexpected(request);
        decoder.asked(request.method());
        if (channel.isActive()) {
            channel.writeAndFlush(request, channel.voidPromise());
        } else {
            ReferenceCountUtil.release(request);
            fail(new ConnectionLostException());
        }
    }

    /**
     * Whether the target may take the body for the next request, as some do that expect none with that method (RFC 9110, section
     * 9.3.1). The answer to that would be taken for the next call's.
     */
    private static boolean isBodyUnexpected(HttpRequest request) {
        return (HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method()))
                && !(request instanceof FullHttpRequest whole
                        && !whole.content().isReadable());
    }

    /** The next piece of the body; it is released when it has been written, or can't be. */
    public ChannelFuture sendPiece(ByteBuf bytes) {
        return channel.writeAndFlush(new DefaultHttpContent(bytes));
    }

    public void sendEnd() {
        requestSent = true;
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
    }

    /** Whether the target is read from. What has been read already is told all the same. */
    public void reading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    /** Gives the exchange up. It is told nothing more, and the connection is closed. */
    public void close() {
        exchange = null;
        free = false;
        leave();
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            Exchange told = exchange;
            if (told == null) {
                // Nobody asked. What comes now could be taken for the answer to the next request, which may be another
                // caller's.
                close();
            } else {
                answer(told, message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(Exchange told, Object message) {
        if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
            // The codec reports what it can't read with exceptions of many kinds; from here on it is of one.
            fail(new DecoderException(object.decoderResult().cause().getClass().getSimpleName()));
            return;
        }
        if (message instanceof HttpResponse head) {
            String fault = AnswerHeadCheck.faultOfAnswer(head);
            if (fault != null) {
                fail(new ProtocolException(fault));
                return;
            }
            interim = head.status().code() < 200;
            if (!interim) {
                kept = HttpUtil.isKeepAlive(head);
                lastsUntilTheEnd = !HttpUtil.isContentLengthSet(head) && !HttpUtil.isTransferEncodingChunked(head);
                told.head(head);
            }
        }
        if (message instanceof HttpContent content && !interim && exchange == told) {
            content(told, content);
        }
    }

    private void content(Exchange told, HttpContent content) {
        if (content.content().isReadable()) {
            told.piece(content.content().retain());
        }
        if (content instanceof LastHttpContent && exchange == told) {
            if (isCut()) {
                fail(new ConnectionLostException());
                return;
            }
            exchange = null;
            // What follows in the same read is still to be decoded.
            if (kept && requestSent && !bodyUnexpected && !decoder.hasMore()) {
                decoder.answered();
                free = true;
            } else {
                close();
            }
            told.end();
        }
    }

    /** Whether somebody on the way may have ended what lasts until the end: of TLS, the target alone can say it (RFC 9112, section 9.8). */
    private boolean isCut() {
        return lastsUntilTheEnd
                && !endSaid
                && !channel.isActive()
                && channel.pipeline().get(SslHandler.class) != null;
    }

    /** Only now is it known that nothing follows the answer, nor the connection's end. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!free) {
            return;
        }
        free = false;
        if (!channel.isActive()) {
            close();
        } else {
            channel.config().setAutoRead(true);
            unusedSince = System.nanoTime();
            pool.release(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new ConnectionLostException());
    }

    /** TCP's own end may follow long after TLS's, after which nothing more comes (RFC 8446, section 6.1). */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == SslCloseCompletionEvent.SUCCESS) {
            endSaid = true;
            channel.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable failure) {
        Exchange told = exchange;
        close();
        if (told != null) {
            told.failed(failure);
        }
    }

    /** Whether a request may be sent on it now. */
    boolean usable(long now) {
        return channel.isActive()
                && now - unusedSince <= pool.settings().maxIdle().toNanos()
                && !tooOld(now);
    }

    boolean tooOld(long now) {
        return now - madeAt > pool.settings().maxLife().toNanos();
    }

    /** It has been made, and is the pool's until it is closed. */
    void joined() {
        counted = true;
    }

    /** Its place in the pool is another one's from now on. */
    private void leave() {
        if (counted) {
            counted = false;
            pool.left(this);
        }
    }
}
