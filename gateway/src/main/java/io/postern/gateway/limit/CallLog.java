package io.postern.gateway.limit;

import com.github.benmanes.caffeine.cache.Ticker;

/** When the calls of one proxy passed, as far back as the window reaches: a ring that grows to what is needed. */
final class CallLog {

    private static final int SMALLEST = 8;

    private final long windowNanos;
    private long[] times = new long[SMALLEST];
    private int oldest;
    private int count;

    CallLog(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    /**
     * Notes a call, if fewer than {@code limit} are in the window that ends now.
     *
     * @return how many more fit, 0 or above; where none fit, the nanoseconds until one does, negated, below 0
     */
    synchronized long tryAdd(Ticker ticker, int limit) {
        // Read inside the lock, so that the times in the ring are in order.
        long now = ticker.read();
        long room = room(now, limit);
        if (room < 0) {
            return room;
        }
        append(now);
        return room - 1;
    }

    /**
     * Looks, and notes nothing.
     *
     * @return how many fit, 1 or above; where none fit, the nanoseconds until one does, negated
     */
    synchronized long room(Ticker ticker, int limit) {
        return room(ticker.read(), limit);
    }

    /** Notes a call that passed then, or a little later where others that passed after it are noted already. */
    synchronized void add(long at) {
        append(count > 0 && at - newest() < 0 ? newest() : at);
    }

    private long room(long now, int limit) {
        while (count > 0 && now - times[oldest] >= windowNanos) {
            oldest = (oldest + 1) % times.length;
            count--;
        }
        if (count >= limit) {
            // After a change to a lower limit more than one has to leave first.
            long leaves = times[(oldest + count - limit) % times.length] + windowNanos;
            return now - leaves;
        }
        return (long) limit - count;
    }

    private void append(long at) {
        if (count == times.length || (count == 0 && times.length > SMALLEST)) {
            resize();
        }
        times[(oldest + count) % times.length] = at;
        count++;
    }

    private long newest() {
        return times[(oldest + count - 1) % times.length];
    }

    private void resize() {
        int length = count == 0 ? SMALLEST : (int) Math.min(count * 2L, Integer.MAX_VALUE - 8);
        long[] resized = new long[length];
        for (int i = 0; i < count; i++) {
            resized[i] = times[(oldest + i) % times.length];
        }
        times = resized;
        oldest = 0;
    }
}
