package io.postern.gateway.server;

import io.postern.core.plan.ProxyPlan;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;

/** The connections of callers to one server, and how far the server's stop is. Each connection asks at its own requests and answers. */
final class ServerConnections {

    private enum Stage {
        SERVING,
        /** Requests are served; every answer is the last one of its connection. */
        DRAINING,
        /** No connection and no request is taken any more. */
        ENDING
    }

    private final Set<OpenConnection> open = ConcurrentHashMap.newKeySet();
    private final Object left = new Object();
    private volatile Stage stage = Stage.SERVING;
    private volatile @Nullable DisposableServer server;

    void bound(DisposableServer bound) {
        server = bound;
    }

    /** The server's port; -1 where it has not begun to listen. */
    int port() {
        DisposableServer bound = server;
        return bound == null || bound.isDisposed() ? -1 : bound.port();
    }

    void opened(OpenConnection connection) {
        open.add(connection);
    }

    void closed(OpenConnection connection) {
        open.remove(connection);
        if (ending()) {
            synchronized (left) {
                left.notifyAll();
            }
        }
    }

    /** Whether an answer is the last one of its connection. */
    boolean moveCallers() {
        return stage != Stage.SERVING;
    }

    /** Whether a connection without a call is to be closed, and a new call refused. */
    boolean ending() {
        return stage == Stage.ENDING;
    }

    /** From now on, every answer asks its caller to come by another connection. */
    void drain() {
        stage = Stage.DRAINING;
    }

    /** Closes the listener, the connections that have no call, and the WebSockets. */
    void end() {
        stage = Stage.ENDING;
        DisposableServer bound = server;
        if (bound != null) {
            bound.dispose();
        }
        eachOnItsLoop(OpenConnection::endIfIdle);
    }

    /** Ends the event streams and WebSockets of calls whose plan does not stand any more, in order. */
    void endUnless(BiPredicate<ProxyPlan, Duration> stands) {
        open.forEach(connection -> connection.endUnless(stands));
    }

    /**
     * Ends what still goes on: event streams in order, calls without an answer with a refusal, all others in the middle.
     *
     * @return how many connections there were
     */
    int cutOff() {
        int count = open.size();
        eachOnItsLoop(OpenConnection::cutOff);
        return count;
    }

    private void eachOnItsLoop(Consumer<OpenConnection> step) {
        open.forEach(connection -> connection.onItsLoop(() -> step.accept(connection)));
    }

    /** Waits until there is no connection left; false where there still are some after that time. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        synchronized (left) {
            while (!open.isEmpty()) {
                long nanos = until - System.nanoTime();
                if (nanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(left, nanos);
            }
        }
        return true;
    }
}
