package io.postern.gateway.upstream;

import io.postern.gateway.upstream.http1.PoolListener;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider.MeterRegistrar;

/** What the pools of one sort have, all together: there is a pool for each event loop, client, host and port, and certificate. */
final class PoolUse implements PoolListener {

    private final Map<Object, ConnectionPoolMetrics> pools = new ConcurrentHashMap<>();

    /** The ids of one provider's pools are another's, too. */
    private record Pool(MeterRegistrar provider, String id) {}

    @Override
    public void opened(ConnectionPoolMetrics pool) {
        pools.put(pool, pool);
    }

    @Override
    public void closed(ConnectionPoolMetrics pool) {
        pools.remove(pool);
    }

    /** For one provider of connections. */
    MeterRegistrar registrar() {
        return new MeterRegistrar() {
            @Override
            public void registerMetrics(String name, String id, SocketAddress remote, ConnectionPoolMetrics metrics) {
                pools.put(new Pool(this, id), metrics);
            }

            @Override
            public void deRegisterMetrics(String name, String id, SocketAddress remote) {
                pools.remove(new Pool(this, id));
            }
        };
    }

    int sum(ToIntFunction<ConnectionPoolMetrics> of) {
        return pools.values().stream().mapToInt(of).sum();
    }

    /** Of the pool that is used most, the part of its connections that is in use: 0 to 1. */
    double fullest() {
        return pools.values().stream()
                .mapToDouble(pool -> (double) pool.acquiredSize() / Math.max(1, pool.maxAllocatedSize()))
                .max()
                .orElse(0);
    }
}
