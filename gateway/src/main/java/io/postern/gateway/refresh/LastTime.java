package io.postern.gateway.refresh;

import java.time.Duration;

/** When something happened last, by a ticker whose zero means nothing. Not thread-safe. */
final class LastTime {

    private boolean ever;
    private long at;

    void is(long now) {
        ever = true;
        at = now;
    }

    boolean isWithin(Duration interval, long now) {
        return ever && now - at < interval.toNanos();
    }
}
