package io.postern.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.postern.gateway.upstream.http1.AnswerHeadCheck;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Stands between the codec and the client on each connection to a target.
 *
 * <p>It takes out interim answers (1xx other than 101), which Reactor Netty 1.3.6 would hand on as final ones. It closes a
 * connection whose target speaks without having been asked: what comes then could be taken for the answer to the next
 * request, which may be another caller's. It fails what the codec lets through and another reader may take for something else.
 */
// What becomes of a write or a close is told to the client by the channel itself.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionGuard extends ChannelDuplexHandler {

    static final String NAME = "postern.connectionGuard";

    private boolean awaiting;
    private boolean interim;
    private boolean upgrading;
    private boolean upgraded;
    private boolean failed;
    private boolean dropOrigin;

    /** The guard of a connection; null on a connection that was not made by {@link GuardedHttpClients}. */
    static @Nullable ConnectionGuard of(Channel channel) {
        return (ConnectionGuard) channel.pipeline().get(NAME);
    }

    /**
     * The next request asks for a WebSocket.
     *
     * @param hasOrigin whether the caller said where it comes from; where not, the Origin that Netty's handshake would make up is
     *     taken out
     */
    void upgrades(boolean hasOrigin) {
        upgrading = true;
        dropOrigin = !hasOrigin;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request) {
            awaiting = true;
            if (dropOrigin) {
                request.headers().remove(HttpHeaderNames.ORIGIN);
            }
            if (upgrading) {
                // Only now is Reactor Netty's own handler there, which is not to see the body of a refusal.
                ctx.pipeline().addAfter(NettyPipeline.HttpCodec, UpgradeAnswer.NAME, new UpgradeAnswer());
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
        String fault = failed ? null : fault(object);
        if (failed || fault != null) {
            ReferenceCountUtil.release(object);
            if (fault != null) {
                failed = true;
                ctx.fireExceptionCaught(new DecoderException(fault));
                ctx.close();
            }
            return;
        }
        if (object instanceof HttpResponse response) {
            upgraded = response.status().code() == 101;
            interim = response.status().code() < 200 && !upgraded;
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

    /** Why the answer can't be taken; null: it can. Of what the codec can't read, the kind only: it has exceptions of many. */
    private @Nullable String fault(HttpObject object) {
        if (object.decoderResult().isFailure()) {
            return object.decoderResult().cause().getClass().getSimpleName();
        }
        if (!(object instanceof HttpResponse head)) {
            return null;
        }
        return upgrading ? AnswerHeadCheck.fault(head) : AnswerHeadCheck.faultOfAnswer(head);
    }
}
