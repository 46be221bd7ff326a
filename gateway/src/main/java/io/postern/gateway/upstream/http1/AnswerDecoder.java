package io.postern.gateway.upstream.http1;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;

/** Reads the answers of one connection, which come one at a time, and each after its request. */
final class AnswerDecoder extends HttpResponseDecoder {

    /** Longer pieces than Netty's 8 KiB: a read of the socket is not cut up again. */
    private static final int LONGEST_PIECE = 64 * 1024;

    private boolean asked;
    private boolean toHead;

    AnswerDecoder(Http1Settings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxStartLine())
                .setMaxHeaderSize(settings.maxHeaders())
                .setMaxChunkSize(LONGEST_PIECE));
    }

    /** The next answer is to a request with this method: one to HEAD has no body whatever its head says (RFC 9112, section 6.3). */
    void asked(HttpMethod method) {
        asked = true;
        toHead = HttpMethod.HEAD.equals(method);
    }

    /** The answer is whole. Whatever comes before the next request is refused, and not decoded. */
    void answered() {
        asked = false;
    }

    /** Whether there are bytes that are not decoded yet: after the last piece of an answer these belong to nobody. */
    boolean hasMore() {
        return actualReadableBytes() > 0;
    }

    /** An octet that nobody asked for would become the beginning of the next answer, which may be another caller's. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (asked) {
            super.channelRead(ctx, message);
        } else {
            ReferenceCountUtil.release(message);
            ctx.fireExceptionCaught(new ProtocolException("an answer that was not asked for"));
        }
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        HttpMessage answer = super.createMessage(initialLine);
        return HttpVersion.HTTP_1_0.equals(answer.protocolVersion()) ? new OldAnswer((HttpResponse) answer) : answer;
    }

    /** Before HTTP/1.1 Netty takes the first of several lengths, and removes the others. */
    private static final class OldAnswer extends DefaultHttpResponse {

        OldAnswer(HttpResponse read) {
            super(read.protocolVersion(), read.status(), read.headers());
        }

        /** All fields are read, and are as they came. */
        @Override
        public void setDecoderResult(DecoderResult result) {
            boolean ambiguous = headers().getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1;
            super.setDecoderResult(
                    result.isSuccess() && ambiguous
                            ? DecoderResult.failure(new ProtocolException("more than one length"))
                            : result);
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }
}
