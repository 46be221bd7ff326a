package io.postern.gateway.upstream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AttributeKey;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.connection.BatchedFlush;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** One pool of connections, and a client for each target that they go to. */
final class PooledClients {

    /** The longest that any plan may wait; a call's own clock ends most attempts before. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(60);

    private static final int TARGETS_KEPT = 10_000;
    private static final AttributeKey<String> OWNER = AttributeKey.valueOf(PooledClients.class, "owner");

    private final ConnectionProvider pool;
    private final HttpClient base;
    private final SslContext tls;
    private final LoadingCache<Destination, HttpClient> byDestination;

    /** Whose calls go where: their connections are nobody else's. */
    private record Destination(String clientId, TargetUrl target) {}

    /**
     * @param tls of every secure connection
     * @param loop on which all connections are; null: on any, and so nobody's share; and none is kept
     * @param use is told of the pools
     */
    PooledClients(
            String name,
            UpstreamProperties properties,
            CheckedAddresses addresses,
            SslContext tls,
            @Nullable LoopResources loop,
            PoolUse use) {
        this.tls = tls;
        int share = loop == null ? 1 : LoopResources.DEFAULT_IO_WORKER_COUNT;
        ConnectionProvider.MeterRegistrar registrar = use.registrar();
        ConnectionProvider.Builder builder = ConnectionProvider.builder(name)
                .metrics(true, () -> registrar)
                .maxConnections(UpstreamProperties.share(properties.maxConnections(), share))
                .pendingAcquireMaxCount(UpstreamProperties.share(properties.maxWaiting(), share))
                .pendingAcquireTimeout(properties.maxWait())
                .maxIdleTime(properties.maxIdle())
                .maxLifeTime(properties.maxLife())
                .evictInBackground(properties.evictionInterval())
                .disposeInactivePoolsInBackground(Duration.ofMinutes(1), Duration.ofMinutes(5))
                .lifo();
        if (loop == null) {
            // What a server left behind its answer would be the beginning of the next one; and what is fetched is kept.
            builder.evictionPredicate((connection, past) -> true);
        }
        pool = builder.build();
        HttpClient client = HttpClient.create(pool)
                .resolver(addresses)
                .followRedirect(false)
                .disableRetry(true)
                .compress(false)
                .noProxy()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) LONGEST_CONNECT.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .httpResponseDecoder(decoder -> decoder.maxInitialLineLength(
                                (int) properties.maxStartLine().toBytes())
                        .maxHeaderSize((int) properties.maxHeaders().toBytes()))
                .doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                        .addAfter(NettyPipeline.HttpCodec, ConnectionGuard.NAME, new ConnectionGuard())
                        .addAfter(NettyPipeline.HttpCodec, "postern.batchedFlush", new BatchedFlush()));
        base = loop == null ? client : client.runOn(loop);
        byDestination = Caffeine.newBuilder()
                .maximumSize(TARGETS_KEPT)
                // Here and now: to wake a thread costs more than what there is to tidy up.
                .executor(Runnable::run)
                .build(this::forDestination);
    }

    HttpClient to(String clientId, TargetUrl target) {
        return byDestination.get(new Destination(clientId, target));
    }

    /** Closes the connections that nobody uses; one that is in use is closed when its call ends. */
    void close() {
        pool.dispose();
    }

    private HttpClient forDestination(Destination destination) {
        TargetUrl target = destination.target();
        // Reactor Netty keeps connections apart whose clients differ in an attribute.
        HttpClient client = base.attr(OWNER, destination.clientId())
                .remoteAddress(() -> InetSocketAddress.createUnresolved(target.host(), target.port()));
        return target.secure()
                ? client.secure(spec -> spec.sslContext(tls).handshakeTimeout(LONGEST_CONNECT))
                : client.noSSL();
    }
}
