package io.postern.gateway.server;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMethod;
import io.postern.gateway.connection.BatchedFlush;
import io.postern.gateway.failure.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpRequestDecoderSpec;
import reactor.netty.http.server.HttpServer;

/** What every connection of a server goes through: our own reading and writing of HTTP/1.1, and the guard behind them. */
final class ServerPipeline {

    /** What writes answers; what is written here is sent as it is. */
    static final String ENCODER = "postern.responseEncoder";

    private static final String BATCH = "postern.batchedFlush";
    private static final String GUARD = "postern.requestLineGuard";

    private ServerPipeline() {}

    /**
     * Puts it into every connection of a server, which speaks HTTP/1.1 only.
     *
     * @param record notes a refusal, and answers with the id of its request
     */
    static HttpServer install(
            HttpServer server, Duration idleTimeout, ServerConnections connections, Function<Refusal, String> record) {
        AtomicReference<HttpRequestDecoderSpec> limits =
                new AtomicReference<>(server.configuration().decoder());
        return server.protocol(HttpProtocol.HTTP11)
                // Only then are all of the server's settings known.
                .doOnBind(settings -> limits.set(settings.decoder()))
                .doOnBound(connections::bound)
                .doOnChannelInit((observer, channel, address) -> install(
                        channel.pipeline(), limits.get(), new RequestLineGuard(idleTimeout, connections, record)));
    }

    private static void install(ChannelPipeline pipeline, HttpRequestDecoderSpec limits, RequestLineGuard guard) {
        Queue<HttpMethod> methods = new ArrayDeque<>(4);
        pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, new StrictRequestDecoder(limits, methods));
        // A WebSocket's encoder and decoder take the places of these two. Behind the decoder, the encoder would not see
        // what the decoder says by itself: the close frame for a message that is too large.
        pipeline.addBefore(NettyPipeline.HttpCodec, ENCODER, new PairedResponseEncoder(methods));
        pipeline.addAfter(NettyPipeline.HttpCodec, BATCH, new BatchedFlush());
        pipeline.addAfter(BATCH, GUARD, guard);
    }
}
