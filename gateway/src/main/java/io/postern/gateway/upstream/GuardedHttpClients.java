package io.postern.gateway.upstream;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.expiry.ExpirySource;
import io.postern.gateway.upstream.http1.Destination;
import io.postern.gateway.upstream.http1.Http1Connections;
import io.postern.gateway.upstream.http1.Http1Settings;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

/**
 * The only way out of the gateway: HTTP/1.1 clients whose every connection was made to an address that the guard let
 * through. They follow no redirect, keep no cookie, decompress nothing, use no proxy of the environment, and send nothing
 * twice by themselves. A certificate must be trusted and be for the host.
 *
 * <p>Each event loop has connections of its own: a call stays on its caller's loop from the first byte to the last. A
 * connection from the pool is one of the same client to the same host and port, and was checked when it was made. A connection that shows a
 * client certificate is used for that certificate and its credential, and for nothing else. The gateway's own requests have a
 * connection each.
 */
public final class GuardedHttpClients implements AutoCloseable, ExpirySource {

    /** Connections of the gateway's own requests are used once each. */
    private static final String NOBODYS = "";

    private final UpstreamProperties properties;
    private final CheckedAddresses addresses;
    private final TlsContexts tls;
    private final Map<EventLoop, LoopClients> byLoop = new ConcurrentHashMap<>();
    private final Map<EventLoop, CallConnections> forCalls = new ConcurrentHashMap<>();
    private final PoolUse callPools = new PoolUse();
    private final PoolUse certificatePools = new PoolUse();
    private final PoolUse ownPools = new PoolUse();
    private volatile @Nullable LoopClients anyLoop;

    public GuardedHttpClients(UpstreamProperties properties, AddressCheck check) {
        this(properties, check, names(properties.dns()));
    }

    GuardedHttpClients(
            UpstreamProperties properties, AddressCheck check, AddressResolverGroup<InetSocketAddress> names) {
        this.properties = properties;
        this.addresses = new CheckedAddresses(names, check);
        this.tls = new TlsContexts(new TargetTrust(properties.caFile()));
    }

    /**
     * The connections for calls to this target from callers on the given loop, to be used there.
     *
     * @param clientId whose calls they are
     * @param shown null: the connection shows no certificate
     */
    Route route(String clientId, TargetUrl target, @Nullable ShownCertificate shown, EventLoop loop) {
        CallConnections connections = forCalls.get(loop);
        if (connections == null) {
            connections = forCalls.computeIfAbsent(loop, this::callConnections);
        }
        SslContext secured = target.secure() ? tls.of(shown) : null;
        return new Route(
                shown == null ? connections.bare() : connections.showing(),
                new Destination(clientId, target.host(), target.port(), secured));
    }

    private record CallConnections(Http1Connections bare, Http1Connections showing) {}

    private CallConnections callConnections(EventLoop loop) {
        Http1Settings settings = properties.http1(LoopResources.DEFAULT_IO_WORKER_COUNT);
        return new CallConnections(
                new Http1Connections(loop, settings, addresses, callPools),
                new Http1Connections(loop, settings, addresses, certificatePools));
    }

    /**
     * A client for WebSockets whose URI is set to a path, and which then calls this target on the given loop.
     *
     * @param clientId whose calls they are
     * @param shown null: the connection shows no certificate
     */
    HttpClient client(String clientId, TargetUrl target, @Nullable ShownCertificate shown, EventLoop loop) {
        LoopClients clients = byLoop.get(loop);
        if (clients == null) {
            clients = byLoop.computeIfAbsent(loop, l -> loopClients("upstream-" + byLoop.size(), native_ -> l));
        }
        return clients.with(shown).to(clientId, target);
    }

    /** A client for calls that belong to no caller, on any loop. */
    HttpClient client(TargetUrl target, @Nullable ShownCertificate shown) {
        LoopClients clients = anyLoop;
        if (clients == null) {
            synchronized (this) {
                clients = anyLoop;
                if (clients == null) {
                    clients = loopClients("upstream-any", null);
                    anyLoop = clients;
                }
            }
        }
        return clients.with(shown).to(NOBODYS, target);
    }

    private LoopClients loopClients(String name, @Nullable LoopResources loop) {
        return new LoopClients(shown -> new PooledClients(
                name,
                properties,
                addresses,
                tls.of(shown),
                loop,
                loop == null ? ownPools : shown == null ? callPools : certificatePools));
    }

    /** By sort: those of calls, those of calls that show a certificate, and those of the gateway's own requests. */
    Map<String, PoolUse> pools() {
        return Map.of("calls", callPools, "certificates", certificatePools, "own", ownPools);
    }

    @Override
    public String what() {
        return "certificate";
    }

    @Override
    public void tell(BiConsumer<String, Instant> ends) {
        Consumer<ShownCertificate> told =
                shown -> ends.accept(shown.credentialId(), shown.certificate().expiresAt());
        tls.certificates().forEach(told);
    }

    @Override
    public void close() {
        forCalls.values().forEach(connections -> {
            connections.bare().close();
            connections.showing().close();
        });
        byLoop.values().forEach(LoopClients::close);
        LoopClients any = anyLoop;
        if (any != null) {
            any.close();
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
}
