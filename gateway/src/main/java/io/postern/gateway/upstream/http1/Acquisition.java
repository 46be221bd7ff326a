package io.postern.gateway.upstream.http1;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection that somebody waits for: for another call's end, or for one that is being made. */
public final class Acquisition {

    private final Pool pool;
    private final ConnectionTaker taker;
    private @Nullable Future<?> patience;
    private @Nullable Connecting connecting;
    private boolean over;

    Acquisition(Pool pool, ConnectionTaker taker) {
        this.pool = pool;
        this.taker = taker;
    }

    /** No connection is wanted any more. One that is being made is not made. Does nothing once there is one. */
    public void cancel() {
        if (over) {
            return;
        }
        over();
        if (connecting == null) {
            pool.gaveUp(this);
        } else {
            connecting.abort();
            pool.freed();
        }
    }

    void waits(EventLoop loop, Duration longest) {
        patience = loop.schedule(this::outOfPatience, longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void outOfPatience() {
        if (!over && connecting == null) {
            over();
            pool.gaveUp(this);
            taker.notConnected(new NoConnectionFreeException("waited too long"));
        }
    }

    void connects(Connecting made) {
        connecting = made;
    }

    void connected(Http1Connection connection) {
        over();
        taker.connected(connection);
    }

    void failed(Throwable failure) {
        over();
        pool.freed();
        taker.notConnected(failure);
    }

    private void over() {
        over = true;
        if (patience != null) {
            patience.cancel(false);
        }
    }
}
