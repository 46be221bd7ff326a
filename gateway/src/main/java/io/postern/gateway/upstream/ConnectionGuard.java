package io.postern.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the codec and the client on each connection to a target.
 *
 * <p>It takes out interim answers (1xx other than 101), which Reactor Netty 1.3.6 would hand on as final ones. It closes a
 * connection whose target speaks without having been asked: what comes then could be taken for the answer to the next
 * request, which may be another caller's.
 */
// What becomes of a write or a close is told to the client by the channel itself.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionGuard extends ChannelDuplexHandler {

    static final String NAME = "postern.connectionGuard";

    private boolean awaiting;
    private boolean interim;
    private boolean upgraded;
    private boolean dropOrigin;

    /** The guard of a connection; null on a connection that was not made by {@link GuardedHttpClients}. */
    static @Nullable ConnectionGuard of(Channel channel) {
        return (ConnectionGuard) channel.pipeline().get(NAME);
    }

    /** Takes out the Origin header that Netty's handshake would make up for the next request. */
    void sendNoOrigin() {
        dropOrigin = true;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request) {
            awaiting = true;
            if (dropOrigin) {
                request.headers().remove(HttpHeaderNames.ORIGIN);
            }
        }
        ctx.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (upgraded || !(message instanceof HttpObject object)) {
            ctx.fireChannelRead(message);
        } else if (!awaiting) {
            ReferenceCountUtil.release(message);
            ctx.close();
        } else {
            answer(ctx, object);
        }
    }

    private void answer(ChannelHandlerContext ctx, HttpObject object) {
        if (object.decoderResult().isFailure()) {
            // The codec reports what it can't read with exceptions of many kinds; from here on it is of one.
            object.setDecoderResult(DecoderResult.failure(new DecoderException(
                    object.decoderResult().cause().getClass().getSimpleName())));
        }
        if (object instanceof HttpResponse response) {
            int status = response.status().code();
            upgraded = status == 101;
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && !upgraded
                    && !response.decoderResult().isFailure();
        }
        boolean last = object instanceof LastHttpContent;
        if (interim) {
            ReferenceCountUtil.release(object);
            if (last) {
                interim = false;
                // Reactor Netty does not read by itself, and it has seen nothing that would make it ask for more.
                ctx.read();
            }
            return;
        }
        if (last) {
            awaiting = false;
        }
        ctx.fireChannelRead(object);
    }
}
