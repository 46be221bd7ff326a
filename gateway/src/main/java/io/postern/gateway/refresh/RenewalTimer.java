package io.postern.gateway.refresh;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** The next renewal of a value in the background, where it has any. Not thread-safe. */
final class RenewalTimer {

    private final @Nullable Renewal renewal;
    private final Ticker ticker;
    private final Runnable renew;
    private @Nullable Disposable next;
    private boolean closed;

    /** @param renewal null: there is none */
    RenewalTimer(@Nullable Renewal renewal, Ticker ticker, Runnable renew) {
        this.renewal = renewal;
        this.ticker = ticker;
        this.renew = renew;
    }

    /** By the ticker; instead of the one that was set before. */
    void set(long time) {
        if (renewal != null && !closed) {
            cancel();
            next = renewal.scheduler().schedule(renew, Math.max(0, time - ticker.read()), TimeUnit.NANOSECONDS);
        }
    }

    /** Whether a value counts as in use that long after its last call. */
    boolean isInUse(long nanosSinceUse) {
        return renewal != null && nanosSinceUse <= renewal.usedWithin().toNanos();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        cancel();
    }

    private void cancel() {
        if (next != null) {
            next.dispose();
            next = null;
        }
    }
}
