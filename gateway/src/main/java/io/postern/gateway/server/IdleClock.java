package io.postern.gateway.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that has had no request for too long. One timer serves all of its requests: it looks, when it fires,
 * how long the connection has really been idle. Used on the connection's event loop only.
 */
final class IdleClock {

    private final long timeout;
    private Ticker ticker = Ticker.systemTicker();
    private boolean paused;
    private long idleSince;
    private @Nullable Future<?> timer;

    IdleClock(Duration timeout) {
        this.timeout = timeout.toNanos();
    }

    void start(ChannelHandlerContext connection) {
        ticker = connection.executor().ticker();
        resume();
        schedule(connection, timeout);
    }

    /** A request is under way. */
    void pause() {
        paused = true;
    }

    /** The last answer was written. */
    void resume() {
        paused = false;
        idleSince = ticker.nanoTime();
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void schedule(ChannelHandlerContext connection, long nanos) {
        timer = connection.executor().schedule(() -> look(connection), nanos, TimeUnit.NANOSECONDS);
    }

    // What becomes of closing shows on the channel.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void look(ChannelHandlerContext connection) {
        long left = paused ? timeout : idleSince + timeout - ticker.nanoTime();
        if (left > 0) {
            schedule(connection, left);
        } else {
            connection.close();
        }
    }
}
