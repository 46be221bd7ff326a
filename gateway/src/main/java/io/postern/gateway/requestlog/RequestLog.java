package io.postern.gateway.requestlog;

import io.postern.gateway.record.CallRecord;
import io.postern.gateway.record.EndedCalls;
import io.postern.gateway.requestlog.RequestLogMeters.Dropped;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ended calls on their way into the request log: as many as fit, in the order in which they ended. What does not fit is
 * dropped and counted, so that a slow PostgreSQL, or none, costs no call anything.
 */
final class RequestLog implements EndedCalls {

    /** Longer paths would make a full queue heavy; what is cut off stands in no log. */
    static final int LONGEST_PATH = 1024;

    // Not a bounded queue of the JDK's: those lock, and the writer would hold the lock while it takes a batch out.
    private final ConcurrentLinkedQueue<CallRecord> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int capacity;
    private final RequestLogMeters meters;

    RequestLog(int capacity, RequestLogMeters meters) {
        this.capacity = capacity;
        this.meters = meters;
        meters.watch(this::size);
    }

    @Override
    public void add(CallRecord call) {
        if (call.plan() == null) {
            // Of nobody's proxy: there is nobody who could read it.
            return;
        }
        if (count.incrementAndGet() > capacity) {
            count.decrementAndGet();
            meters.dropped(Dropped.FULL, 1);
            return;
        }
        String path = call.path();
        if (path != null && path.length() > LONGEST_PATH) {
            call.path(path.substring(0, LONGEST_PATH));
        }
        waiting.add(call);
    }

    /** The one that has waited longest; null where none waits. */
    @Nullable CallRecord poll() {
        CallRecord call = waiting.poll();
        if (call != null) {
            count.decrementAndGet();
        }
        return call;
    }

    int size() {
        return count.get();
    }
}
