package io.postern.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import java.util.List;
import java.util.Queue;
import reactor.netty.http.server.HttpRequestDecoderSpec;

/**
 * Netty's decoder, and of request lines only the one form of RFC 9112, section 3: method, space, target, space, version. Netty
 * also takes tabs, several spaces, spaces before the method, a version in lower case, and any line ends before the line, of which
 * another server may make another request.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    private final Queue<HttpMethod> methods;
    private int expected;
    private boolean inTheMiddle;
    /** Nothing of the next request has come but line ends. */
    private boolean between = true;

    private boolean afterCarriageReturn;
    private boolean broken;

    /** @param methods where each request's method goes, for the answer's encoder */
    StrictRequestDecoder(HttpRequestDecoderSpec limits, Queue<HttpMethod> methods) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxInitialLineLength())
                .setMaxHeaderSize(limits.maxHeaderSize())
                .setValidateHeaders(limits.validateHeaders())
                .setInitialBufferSize(limits.initialBufferSize())
                .setAllowDuplicateContentLengths(limits.allowDuplicateContentLengths())
                .setAllowPartialChunks(limits.allowPartialChunks()));
        this.methods = methods;
    }

    /** Whether the octets read last were no whole part of a message: its rest is still to come. */
    boolean inTheMiddle() {
        return inTheMiddle;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (broken) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        int before = out.size();
        if (between && !hasWholeLineEnds(buffer)) {
            broken = true;
            buffer.skipBytes(buffer.readableBytes());
            out.add(unreadable());
        }
        // Empty lines before a request are none of it (RFC 9112, section 2.2).
        boolean begun = inTheMiddle || buffer.forEachByte(ByteProcessor.FIND_NON_CRLF) >= 0;
        super.decode(ctx, buffer, out);
        inTheMiddle = begun && out.size() == before;
        for (int i = before; i < out.size(); i++) {
            between = out.get(i) instanceof LastHttpContent;
            if (out.get(i) instanceof HttpRequest request) {
                methods.add(request.method());
            }
        }
    }

    /**
     * Whether each line end before the next request is one of RFC 9112: both of its octets. Sees each octet once: Netty's decoder
     * takes line ends at once, and of what follows them nothing is looked at.
     */
    private boolean hasWholeLineEnds(ByteBuf buffer) {
        for (int i = buffer.readerIndex(); i < buffer.writerIndex(); i++) {
            byte octet = buffer.getByte(i);
            if (octet != '\r' && octet != '\n') {
                between = false;
                return !afterCarriageReturn;
            }
            if (afterCarriageReturn == (octet == '\r')) {
                return false;
            }
            afterCarriageReturn = octet == '\r';
        }
        return true;
    }

    private static HttpRequest unreadable() {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.setDecoderResult(
                DecoderResult.failure(new IllegalArgumentException("a broken line end before the request")));
        return request;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        HttpMessage request = super.createMessage(initialLine);
        return HttpVersion.HTTP_1_0.equals(request.protocolVersion()) ? new OldRequest((HttpRequest) request) : request;
    }

    /** Before HTTP/1.1 Netty takes the first of several lengths, and removes the others; another server may take another one. */
    private static final class OldRequest extends DefaultHttpRequest {

        OldRequest(HttpRequest read) {
            super(read.protocolVersion(), read.method(), read.uri(), read.headers());
        }

        /** All fields are read, and are as they came. */
        @Override
        public void setDecoderResult(DecoderResult result) {
            boolean ambiguous = headers().getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1;
            super.setDecoderResult(
                    result.isSuccess() && ambiguous
                            ? DecoderResult.failure(new IllegalArgumentException("more than one length"))
                            : result);
        }
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        expected = 0;
        check(line, start, length);
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        check(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        check(line, start, length);
        String version = super.splitThirdWordInitialLine(line, start, length);
        if (!version.startsWith("HTTP/")) {
            throw new IllegalArgumentException("not a version of HTTP");
        }
        return version;
    }

    /** Each word must begin where the one before it ended, one space apart. */
    private void check(byte[] line, int start, int length) {
        if (start != expected || (start > 0 && line[start - 1] != ' ')) {
            throw new IllegalArgumentException("not single spaces between the words of the request line");
        }
        expected = start + length + 1;
    }
}
