package io.postern.gateway.upstream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs out once, when what a call waits for takes too long. One timer serves all of a call's waits: a later deadline is
 * noted and looked at when the timer fires, so that each byte that passes costs no more than a look at the clock. Used on
 * the call's event loop only.
 */
final class CallClock implements Runnable {

    private final EventLoop loop;
    private final Runnable expired;
    private long deadline;
    private long firesAt;
    private @Nullable Future<?> timer;
    private boolean stopped;

    CallClock(EventLoop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    /** From now on, so many milliseconds. */
    void allow(long millis) {
        until(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Until this {@link System#nanoTime()}. */
    void until(long nanoTime) {
        if (stopped) {
            return;
        }
        deadline = nanoTime;
        if (timer == null) {
            schedule();
        } else if (deadline - firesAt < 0) {
            timer.cancel(false);
            schedule();
        }
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void run() {
        if (stopped) {
            return;
        }
        if (System.nanoTime() - deadline < 0) {
            schedule();
            return;
        }
        stop();
        expired.run();
    }

    private void schedule() {
        firesAt = deadline;
        timer = loop.schedule(this, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
