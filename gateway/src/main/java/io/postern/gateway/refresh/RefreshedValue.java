package io.postern.gateway.refresh;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.refresh.RefreshSource.Served;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One value that is kept and read anew in time. At most one read is under way, whoever asks; a caller that goes away does
 * not stop it. After a failed read none follows for a while. Thread-safe; nothing blocks.
 */
public final class RefreshedValue<T> {

    /**
     * What the last successful read brought.
     *
     * @param answer made once, so that a warm call makes nothing
     * @param readAt by the ticker, when that read began
     */
    private record Kept<T>(T value, Mono<Outcome<T>> answer, long readAt) {

        @Override
        public String toString() {
            return "Kept[at " + readAt + "]";
        }
    }

    private final RefreshSource<T> source;
    private final Ticker ticker;
    private final Duration readTimeout;
    private final long refreshAfter;
    private final long waitAfter;
    private final long refuseAfter;
    private final long failureTtl;

    private volatile @Nullable Kept<T> kept;

    // The rest is guarded by this.
    private Sinks.@Nullable One<Outcome<T>> underWay;
    private @Nullable Throwable lastFailure;
    private long retryAt;
    private long lastReadAt;
    private boolean everRead;

    public RefreshedValue(RefreshSource<T> source, RefreshTimes times, Ticker ticker) {
        this.source = source;
        this.ticker = ticker;
        readTimeout = times.readTimeout();
        refreshAfter = times.refreshAfter().toNanos();
        waitAfter = times.waitAfter().toNanos();
        refuseAfter = times.refuseAfter().toNanos();
        failureTtl = times.failureTtl().toNanos();
    }

    /** The value, or the source's refusal. At once while the kept one is good; never completes empty, never fails. */
    public Mono<Outcome<T>> get() {
        Kept<T> current = kept;
        if (current != null && ticker.read() - current.readAt < refreshAfter) {
            source.served(Served.FRESH);
            return current.answer;
        }
        return refreshAndGet();
    }

    private Mono<Outcome<T>> refreshAndGet() {
        Sinks.One<Outcome<T>> started = null;
        Mono<Outcome<T>> answer;
        Served how;
        synchronized (this) {
            long now = ticker.read();
            if (underWay == null && (lastFailure == null || now - retryAt >= 0)) {
                started = start(now);
            }
            Kept<T> current = kept;
            long age = current == null ? Long.MAX_VALUE : now - current.readAt;
            if (current != null && age < (underWay == null ? refuseAfter : waitAfter)) {
                how = Served.STALE;
                answer = current.answer;
            } else if (underWay != null) {
                how = Served.WAITED;
                answer = underWay.asMono();
            } else {
                how = Served.REFUSED;
                answer = Mono.just(refused(lastFailure));
            }
        }
        source.served(how);
        if (started != null) {
            read(started);
        }
        return answer;
    }

    /**
     * The value as a new read brings it, for callers that have seen that the kept one lacks something; but no read begins
     * sooner after another than {@code interval}, and until then this is {@link #get()}.
     */
    public Mono<Outcome<T>> reread(Duration interval) {
        Sinks.One<Outcome<T>> started = null;
        Mono<Outcome<T>> answer = null;
        synchronized (this) {
            long now = ticker.read();
            if (underWay != null) {
                answer = underWay.asMono();
            } else if (!everRead || now - lastReadAt >= interval.toNanos()) {
                started = start(now);
                answer = started.asMono();
            }
        }
        if (started != null) {
            read(started);
        }
        return answer == null ? get() : answer;
    }

    /** How long ago the read of the kept value began; null where none is kept. */
    public @Nullable Duration age() {
        Kept<T> current = kept;
        return current == null ? null : Duration.ofNanos(ticker.read() - current.readAt);
    }

    /** Only inside the lock; the read itself begins outside of it. */
    private Sinks.One<Outcome<T>> start(long now) {
        Sinks.One<Outcome<T>> started = Sinks.one();
        underWay = started;
        lastReadAt = now;
        everRead = true;
        return started;
    }

    private void read(Sinks.One<Outcome<T>> waiting) {
        long begun = ticker.read();
        // Subscribed here and not by a caller, so that no caller can cancel what others wait for.
        Mono.defer(source::read)
                .timeout(readTimeout, Mono.error(() -> new TimeoutException("no answer within " + readTimeout)))
                .switchIfEmpty(Mono.error(() -> new NoSuchElementException("the read completed without a value")))
                .subscribe(value -> succeeded(waiting, value, begun), failure -> failed(waiting, failure));
    }

    private void succeeded(Sinks.One<Outcome<T>> waiting, T value, long begun) {
        Outcome<T> passed = Outcome.passed(value);
        synchronized (this) {
            kept = new Kept<>(value, Mono.just(passed), begun);
            lastFailure = null;
            underWay = null;
        }
        waiting.tryEmitValue(passed);
    }

    private void failed(Sinks.One<Outcome<T>> waiting, Throwable failure) {
        Outcome<T> answer;
        synchronized (this) {
            long now = ticker.read();
            lastFailure = failure;
            retryAt = now + failureTtl + ThreadLocalRandom.current().nextLong(failureTtl / 2 + 1);
            underWay = null;
            Kept<T> current = kept;
            if (current != null && (source.isFinal(failure) || now - current.readAt >= refuseAfter)) {
                kept = null;
                current = null;
            }
            answer = current == null ? refused(failure) : Outcome.passed(current.value);
        }
        source.failed(failure);
        waiting.tryEmitValue(answer);
    }

    private Outcome<T> refused(@Nullable Throwable failure) {
        return Outcome.refused(source.refusal(failure == null ? new IllegalStateException("never read") : failure));
    }
}
