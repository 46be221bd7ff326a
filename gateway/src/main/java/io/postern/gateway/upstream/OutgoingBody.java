package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.gateway.outbound.OutboundRequest;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a body goes to the target, and how it is framed: the JSON that an earlier step made of it, or what the caller
 * sends, with its length where it gave one and in chunks where it did not.
 */
final class OutgoingBody {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final OutgoingBody NONE = new OutgoingBody(null, 0);

    /** Null where the body is the caller's, as it comes. */
    private final byte @Nullable [] whole;

    /** In bytes; -1: unknown until it ends; 0 with nothing at hand: there is none. */
    private final long length;

    private OutgoingBody(byte @Nullable [] whole, long length) {
        this.whole = whole;
        this.length = length;
    }

    static OutgoingBody of(OutboundRequest request, HttpServerRequest caller) {
        JsonNode json = request.json();
        if (json != null) {
            byte[] bytes = JSON.writeValueAsBytes(json);
            return new OutgoingBody(bytes, bytes.length);
        }
        HttpHeaders headers = caller.requestHeaders();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return new OutgoingBody(null, -1);
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? NONE : new OutgoingBody(null, Long.parseLong(length.trim()));
    }

    long length() {
        return length;
    }

    boolean none() {
        return whole == null && length == 0;
    }

    /** Whether it has to be read from the caller. */
    boolean streams() {
        return whole == null && length != 0;
    }

    ByteBuf buffer() {
        return Unpooled.wrappedBuffer(whole == null ? new byte[0] : whole);
    }

    /** Sets Host and the framing over whatever the request has of them, and leaves its other headers as they are. */
    void writeHead(OutboundRequest request, HttpHeaders to) {
        to.clear();
        to.set(HttpHeaderNames.HOST, request.target().authority());
        HttpHeaders from = request.headers();
        from.remove(HttpHeaderNames.HOST);
        from.remove(HttpHeaderNames.CONTENT_LENGTH);
        from.remove(HttpHeaderNames.TRANSFER_ENCODING);
        from.remove(HttpHeaderNames.CONNECTION);
        from.remove(HttpHeaderNames.UPGRADE);
        from.remove(HttpHeaderNames.EXPECT);
        to.add(from);
        if (length < 0) {
            to.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (length > 0 || takesBody(request.method())) {
            to.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
        }
    }

    private static boolean takesBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }
}
