package io.postern.gateway.upstream.http1;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.ConnectionPoolMetrics;

/**
 * The connections of one event loop to one destination. The one that was used last is used next, so that what is not needed
 * comes of age. When all are in use, calls wait in their order. Its figures may be a moment old to other threads.
 */
final class Pool implements ConnectionPoolMetrics {

    private final Http1Connections connections;
    private final Destination destination;
    private final Deque<Http1Connection> idle = new ArrayDeque<>();
    private final Queue<Acquisition> waiting = new ArrayDeque<>();
    private int open;
    private long usedAt = System.nanoTime();

    Pool(Http1Connections connections, Destination destination) {
        this.connections = connections;
        this.destination = destination;
    }

    Http1Settings settings() {
        return connections.settings();
    }

    /** At once, where there is an unused connection. */
    @Nullable Acquisition acquire(ConnectionTaker taker) {
        usedAt = System.nanoTime();
        Http1Connection unused = unused();
        if (unused != null) {
            taker.connected(unused);
            return null;
        }
        Acquisition acquisition = new Acquisition(this, taker);
        if (open < settings().maxConnections()) {
            connect(acquisition);
        } else if (waiting.size() < settings().maxWaiting()) {
            waiting.add(acquisition);
            acquisition.waits(connections.loop(), settings().maxWait());
        } else {
            taker.notConnected(new NoConnectionFreeException("too many calls wait"));
        }
        return acquisition;
    }

    private @Nullable Http1Connection unused() {
        Http1Connection last;
        while ((last = idle.pollLast()) != null) {
            if (last.usable(usedAt)) {
                return last;
            }
            last.close();
        }
        return null;
    }

    private void connect(Acquisition acquisition) {
        open++;
        acquisition.connects(connections.connector().connect(this, destination, acquisition));
    }

    /** It is nobody's: of the call that waits longest, or unused. */
    void release(Http1Connection connection) {
        usedAt = System.nanoTime();
        if (connections.closed() || connection.tooOld(usedAt)) {
            connection.close();
            return;
        }
        Acquisition next = waiting.poll();
        if (next == null) {
            idle.addLast(connection);
        } else {
            next.connected(connection);
        }
    }

    /** It is closed, or about to be. */
    void left(Http1Connection connection) {
        idle.remove(connection);
        freed();
    }

    /** A connection that was to be made is not. */
    void freed() {
        open--;
        while (open < settings().maxConnections() && !waiting.isEmpty()) {
            connect(waiting.remove());
        }
    }

    void gaveUp(Acquisition acquisition) {
        waiting.remove(acquisition);
    }

    /** Closes what was not used for too long, or is too old. */
    void tidy(long now) {
        if (idle.isEmpty()) {
            return;
        }
        for (Http1Connection unused : List.copyOf(idle)) {
            if (!unused.usable(now)) {
                unused.close();
            }
        }
    }

    /** Whether it has no connection and was not asked for one lately. */
    boolean unusedFor(long now, long minutes) {
        return open == 0 && waiting.isEmpty() && now - usedAt > TimeUnit.MINUTES.toNanos(minutes);
    }

    void closeUnused() {
        Http1Connection unused;
        while ((unused = idle.pollLast()) != null) {
            unused.close();
        }
    }

    @Override
    public int acquiredSize() {
        return Math.max(0, open - idle.size());
    }

    @Override
    public int allocatedSize() {
        return open;
    }

    @Override
    public int idleSize() {
        return idle.size();
    }

    @Override
    public int pendingAcquireSize() {
        return waiting.size();
    }

    @Override
    public int maxAllocatedSize() {
        return settings().maxConnections();
    }

    @Override
    public int maxPendingAcquireSize() {
        return settings().maxWaiting();
    }
}
