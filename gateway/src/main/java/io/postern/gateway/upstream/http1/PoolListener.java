package io.postern.gateway.upstream.http1;

import reactor.netty.resources.ConnectionPoolMetrics;

/** Is told of pools of connections as they come and go. Their figures may be asked for on any thread. */
public interface PoolListener {

    void opened(ConnectionPoolMetrics pool);

    void closed(ConnectionPoolMetrics pool);
}
