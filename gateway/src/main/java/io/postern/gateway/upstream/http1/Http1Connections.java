package io.postern.gateway.upstream.http1;

import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 connections of one event loop, kept for each destination. Nothing is followed, repeated, decompressed or remembered:
 * what is sent is what was given, and what is told is what came. To be used on the loop, but for its closing.
 */
public final class Http1Connections {

    /** A pool without connections is forgotten after that. */
    private static final long UNUSED_KEPT_MINUTES = 5;

    private final EventLoop loop;
    private final Http1Settings settings;
    private final Connector connector;
    private final PoolListener listener;
    private final Map<Destination, Pool> pools = new HashMap<>();
    private final Future<?> tidying;
    private boolean closed;

    /** @param addresses resolves names, and lets no address out that must not be connected to */
    public Http1Connections(
            EventLoop loop,
            Http1Settings settings,
            AddressResolverGroup<InetSocketAddress> addresses,
            PoolListener listener) {
        this.loop = loop;
        this.settings = settings;
        this.connector = new Connector(loop, addresses);
        this.listener = listener;
        long interval = settings.evictionInterval().toNanos();
        this.tidying = loop.scheduleWithFixedDelay(this::tidy, interval, interval, TimeUnit.NANOSECONDS);
    }

    /**
     * A connection, at once or later.
     *
     * @return to cancel it with; null: the taker has been told
     */
    public @Nullable Acquisition acquire(Destination destination, ConnectionTaker taker) {
        Pool pool = pools.get(destination);
        if (pool == null) {
            pool = new Pool(this, destination);
            pools.put(destination, pool);
            listener.opened(pool);
        }
        return pool.acquire(taker);
    }

    /** Closes what is unused now, and what is in use when its exchange has ended. On any thread. */
    public void close() {
        tidying.cancel(false);
        try {
            loop.execute(this::closeUnused);
        } catch (RejectedExecutionException ended) {
            // The loop has closed all of its connections.
        }
    }

    private void closeUnused() {
        closed = true;
        pools.values().forEach(Pool::closeUnused);
    }

    private void tidy() {
        long now = System.nanoTime();
        for (Iterator<Pool> each = pools.values().iterator(); each.hasNext(); ) {
            Pool pool = each.next();
            pool.tidy(now);
            if (pool.unusedFor(now, UNUSED_KEPT_MINUTES)) {
                each.remove();
                listener.closed(pool);
            }
        }
    }

    boolean closed() {
        return closed;
    }

    EventLoop loop() {
        return loop;
    }

    Http1Settings settings() {
        return settings;
    }

    Connector connector() {
        return connector;
    }
}
