package io.postern.gateway.upstream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.postern.core.target.TargetUrl;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

/**
 * The only way out of the gateway: HTTP/1.1 clients whose every connection was made to an address that the guard let
 * through. They follow no redirect, keep no cookie, decompress nothing, use no proxy of the environment, and send nothing
 * twice by themselves. A certificate must be trusted and be for the host.
 *
 * <p>Each event loop has connections of its own: a call stays on its caller's loop from the first byte to the last. A
 * connection from the pool is one to the same host and port, and was checked when it was made.
 */
public final class GuardedHttpClients implements AutoCloseable {

    /** The longest that any plan may wait; a call's own clock ends most attempts before. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(60);

    private static final int TARGETS_KEPT_PER_LOOP = 10_000;

    private final UpstreamProperties properties;
    private final CheckedAddresses addresses;
    private final SslContext trust;
    private final Map<EventLoop, Clients> byLoop = new ConcurrentHashMap<>();
    private volatile @Nullable Clients anyLoop;

    public GuardedHttpClients(UpstreamProperties properties, AddressCheck check) {
        this(properties, check, names(properties.dns()));
    }

    GuardedHttpClients(
            UpstreamProperties properties, AddressCheck check, AddressResolverGroup<InetSocketAddress> names) {
        this.properties = properties;
        this.addresses = new CheckedAddresses(names, check);
        this.trust = TargetTrust.context(properties.caFile());
    }

    /** A client whose URI is set to a path, and which then calls this target on the given loop. */
    HttpClient client(TargetUrl target, EventLoop loop) {
        Clients clients = byLoop.get(loop);
        if (clients == null) {
            clients = byLoop.computeIfAbsent(loop, l -> new Clients("upstream-" + byLoop.size(), native_ -> l));
        }
        return clients.byTarget.get(target);
    }

    /** A client for calls that belong to no caller, on any loop. */
    HttpClient client(TargetUrl target) {
        Clients clients = anyLoop;
        if (clients == null) {
            synchronized (this) {
                clients = anyLoop;
                if (clients == null) {
                    clients = new Clients("upstream-any", null);
                    anyLoop = clients;
                }
            }
        }
        return clients.byTarget.get(target);
    }

    @Override
    public void close() {
        byLoop.values().forEach(clients -> clients.pool.dispose());
        Clients any = anyLoop;
        if (any != null) {
            any.pool.dispose();
        }
        addresses.close();
    }

    private static AddressResolverGroup<InetSocketAddress> names(UpstreamProperties.Dns dns) {
        return NameResolverProvider.builder()
                .queryTimeout(dns.queryTimeout())
                .cacheMaxTimeToLive(dns.maxTtl())
                .cacheNegativeTimeToLive(dns.negativeTtl())
                .build()
                .newNameResolverGroup(reactor.netty.tcp.TcpResources.get(), LoopResources.DEFAULT_NATIVE);
    }

    private final class Clients {

        private final ConnectionProvider pool;
        private final HttpClient base;
        private final LoadingCache<TargetUrl, HttpClient> byTarget;

        Clients(String name, @Nullable LoopResources loops) {
            int share = loops == null ? 1 : LoopResources.DEFAULT_IO_WORKER_COUNT;
            pool = ConnectionProvider.builder(name)
                    .maxConnections(Math.max(1, ceiling(properties.maxConnections(), share)))
                    .pendingAcquireMaxCount(ceiling(properties.maxWaiting(), share))
                    .pendingAcquireTimeout(properties.maxWait())
                    .maxIdleTime(properties.maxIdle())
                    .maxLifeTime(properties.maxLife())
                    .evictInBackground(properties.evictionInterval())
                    .disposeInactivePoolsInBackground(Duration.ofMinutes(1), Duration.ofMinutes(5))
                    .lifo()
                    .build();
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
                            .addAfter(NettyPipeline.HttpCodec, ConnectionGuard.NAME, new ConnectionGuard()));
            base = loops == null ? client : client.runOn(loops);
            byTarget = Caffeine.newBuilder().maximumSize(TARGETS_KEPT_PER_LOOP).build(this::forTarget);
        }

        private HttpClient forTarget(TargetUrl target) {
            HttpClient client =
                    base.remoteAddress(() -> InetSocketAddress.createUnresolved(target.host(), target.port()));
            return target.secure()
                    ? client.secure(tls -> tls.sslContext(trust).handshakeTimeout(LONGEST_CONNECT))
                    : client.noSSL();
        }

        private static int ceiling(int total, int parts) {
            return (total + parts - 1) / parts;
        }
    }
}
