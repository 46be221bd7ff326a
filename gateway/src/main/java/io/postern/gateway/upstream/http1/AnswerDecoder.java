package io.postern.gateway.upstream.http1;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Reads the answers of one connection, which come one at a time. */
final class AnswerDecoder extends HttpResponseDecoder {

    /** Longer pieces than Netty's 8 KiB: a read of the socket is not cut up again. */
    private static final int LONGEST_PIECE = 64 * 1024;

    private boolean toHead;

    AnswerDecoder(Http1Settings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxStartLine())
                .setMaxHeaderSize(settings.maxHeaders())
                .setMaxChunkSize(LONGEST_PIECE));
    }

    /** Whether the next answer is one to HEAD, which has no body whatever its head says (RFC 9112, section 6.3). */
    void answersHead(boolean head) {
        toHead = head;
    }

    /** Whether there are bytes that belong to no answer that was asked for. */
    boolean hasMore() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }
}
