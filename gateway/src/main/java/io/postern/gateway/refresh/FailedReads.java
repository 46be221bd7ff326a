package io.postern.gateway.refresh;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The reads that failed since the last one that did not, and when the next one may begin. Not thread-safe. */
final class FailedReads {

    private final long pause;
    private final long longestPause;
    private @Nullable Throwable last;
    private int count;
    private long over;

    FailedReads(RefreshTimes times) {
        pause = times.failureTtl().toNanos();
        longestPause = times.maxFailureTtl().toNanos();
    }

    /** The last read's failure; null where it succeeded, or there was none. */
    @Nullable Throwable last() {
        return last;
    }

    /** Whether the pause after the last one is over. */
    boolean mayRead(long now) {
        return last == null || now - over >= 0;
    }

    /**
     * One more.
     *
     * @return when a read may follow
     */
    long add(Throwable failure, long now) {
        long next = pause;
        for (int i = 0; i < count && next < longestPause; i++) {
            next = Math.min(longestPause, next * 2);
        }
        count++;
        last = failure;
        over = now + next + ThreadLocalRandom.current().nextLong(next / 2 + 1);
        return over;
    }

    void clear() {
        last = null;
        count = 0;
    }
}
