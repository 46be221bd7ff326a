package io.postern.gateway.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.nio.charset.StandardCharsets;

/**
 * The first octets of a caller that speaks HTTP/2 without having asked (RFC 9113, section 3.4). It would take an answer of
 * HTTP/1.1 for broken frames, so it gets one that it can read.
 */
final class Http2Preface {

    static final Refusal REFUSAL = Refusal.of(RefusalCode.BAD_REQUEST, "The version must be HTTP/1.1 or HTTP/1.0");

    /** A frame without a payload: every setting is as it is by default (RFC 9113, section 6.5). */
    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    /** The type of the frame of section 6.8. */
    private static final int GO_AWAY = 7;

    private static final int HTTP_1_1_REQUIRED = 13;

    private Http2Preface() {}

    /** Whether the request line is the preface's. */
    static boolean begins(HttpRequest request) {
        return request.method().name().equals("PRI")
                && request.uri().equals("*")
                && request.protocolVersion().majorVersion() == 2;
    }

    /**
     * Says that HTTP/1.1 is needed, with the id under which this is recorded as debug data, and ends the connection.
     *
     * @param encoder the encoder's context: what it writes is not encoded
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that is closed by then has nothing to end
    static void answer(ChannelHandlerContext encoder, String requestId) {
        byte[] id = requestId.getBytes(StandardCharsets.US_ASCII);
        encoder.write(encoder.alloc()
                .buffer()
                .writeBytes(SETTINGS)
                .writeMedium(8 + id.length)
                .writeByte(GO_AWAY)
                .writeByte(0)
                .writeInt(0)
                .writeInt(0)
                .writeInt(HTTP_1_1_REQUIRED)
                .writeBytes(id));
        ConnectionEnd.linger(encoder);
    }
}
