package io.postern.gateway.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one upgrade, as it comes out of the codec. A refusal goes on as its head alone, and at once: its body, which nobody
 * gets, may be long or have no end, and Reactor Netty would wait for all of it and fail where it is longer than 8 KiB. An upgrade
 * that RFC 6455 (section 4.1) forbids fails, as far as Netty does not look.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a close is told by the channel itself
final class UpgradeAnswer extends ChannelInboundHandlerAdapter {

    static final String NAME = "postern.upgradeAnswer";

    private boolean ended;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (ended) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpResponse head && head.decoderResult().isSuccess()) {
            answer(ctx, head);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpResponse head) {
        int status = head.status().code();
        if (status == 101) {
            upgraded(ctx, head);
        } else if (status >= 100 && status < 200) {
            ctx.fireChannelRead(head);
        } else {
            ended = true;
            // Of a body that is too long by its head alone, Reactor Netty would hear nothing more.
            head.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
            ctx.fireChannelRead(head);
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private void upgraded(ChannelHandlerContext ctx, HttpResponse head) {
        String fault = fault(head);
        if (fault == null) {
            ctx.fireChannelRead(head);
        } else {
            ended = true;
            ctx.fireExceptionCaught(new DecoderException(fault));
            ctx.close();
        }
    }

    private static @Nullable String fault(HttpResponse head) {
        HttpHeaders headers = head.headers();
        if (!HttpVersion.HTTP_1_1.equals(head.protocolVersion())) {
            return "an upgrade before HTTP/1.1";
        }
        if (headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT).size() != 1) {
            return "an upgrade without its one Sec-WebSocket-Accept";
        }
        return headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS) ? "an extension that was not offered" : null;
    }
}
