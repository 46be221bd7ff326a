package io.postern.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;
import java.util.Queue;

/**
 * Writes answers in the order of their requests: the answer to HEAD has no body, whatever its head says (RFC 9112, section 6.3).
 * A short body is copied behind its head, since to send two buffers costs more than to copy a few octets.
 */
final class PairedResponseEncoder extends HttpResponseEncoder {

    private static final int LONGEST_COPIED = 2 * 1024;

    private final Queue<HttpMethod> methods;

    /** @param methods those of the requests that have no answer yet, the oldest first */
    PairedResponseEncoder(Queue<HttpMethod> methods) {
        this.methods = methods;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            return super.isContentAlwaysEmpty(response);
        }
        return HttpMethod.HEAD.equals(methods.poll()) || super.isContentAlwaysEmpty(response);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, Object message, List<Object> out) throws Exception {
        super.encode(ctx, message, out);
        if (message instanceof FullHttpResponse
                && out.size() == 2
                && out.get(0) instanceof ByteBuf head
                && out.get(1) instanceof ByteBuf body
                && body.readableBytes() <= LONGEST_COPIED) {
            out.remove(1);
            head.writeBytes(body);
            body.release();
        }
    }

    /**
     * Of a request that ends its connection, Reactor Netty says {@code Connection: close} with "100 Continue" already. Readers such
     * as Node's take what follows, the answer, for octets that must not be there.
     */
    @Override
    protected void sanitizeHeadersBeforeEncode(HttpResponse response, boolean isAlwaysEmpty) {
        super.sanitizeHeadersBeforeEncode(response, isAlwaysEmpty);
        if (isAlwaysEmpty && response.status().code() == HttpResponseStatus.CONTINUE.code()) {
            response.headers().remove(HttpHeaderNames.CONNECTION);
        }
    }
}
