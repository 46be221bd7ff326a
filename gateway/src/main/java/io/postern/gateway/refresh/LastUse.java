package io.postern.gateway.refresh;

import java.util.concurrent.TimeUnit;

/** When a value was last used, known to a second: more would make every call write to memory that all share. */
final class LastUse {

    private static final long GRAIN = TimeUnit.SECONDS.toNanos(1);

    private volatile long at;

    LastUse(long now) {
        at = now - GRAIN;
    }

    void is(long now) {
        if (now - at >= GRAIN) {
            at = now;
        }
    }

    /** Also where it may have been. */
    boolean isAfter(long time) {
        return at - time >= -GRAIN;
    }

    long nanosAgo(long now) {
        return now - at;
    }
}
