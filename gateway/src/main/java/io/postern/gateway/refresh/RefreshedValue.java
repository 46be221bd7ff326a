package io.postern.gateway.refresh;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.refresh.RefreshSource.Served;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One value that is kept and read anew in time. At most one read is under way, whoever asks; a caller that goes away does
 * not stop it. After a failed read none follows for a while. Thread-safe; nothing blocks.
 */
public final class RefreshedValue<T> {

    private final RefreshSource<T> source;
    private final RefreshTimes usual;
    private final Ticker ticker;
    private final LastUse lastUse;
    private volatile @Nullable Kept<T> kept;

    // The rest is guarded by this.
    private final FailedReads failures;
    private final RenewalTimer timer;
    private final LastTime lastRead = new LastTime();
    private final LastTime lastReplaced = new LastTime();
    private Sinks.@Nullable One<Outcome<T>> underWay;
    private boolean callWaits;

    /** A value that only calls cause to be read. */
    public RefreshedValue(RefreshSource<T> source, RefreshTimes times, Ticker ticker) {
        this(source, times, ticker, null);
    }

    /** A value that is renewed in the background while it is in use; to be closed when it is dropped. */
    public RefreshedValue(RefreshSource<T> source, RefreshTimes times, Ticker ticker, @Nullable Renewal renewal) {
        this.source = source;
        this.usual = times;
        this.ticker = ticker;
        failures = new FailedReads(times);
        timer = new RenewalTimer(renewal, ticker, this::renew);
        lastUse = new LastUse(ticker.read());
    }

    /** The value, or the source's refusal. At once while the kept one is good; never completes empty, never fails. */
    public Mono<Outcome<T>> get() {
        Kept<T> current = kept;
        long now = ticker.read();
        lastUse.is(now);
        if (current != null && current.isFresh(now)) {
            source.served(Served.FRESH);
            return current.answer();
        }
        return refreshAndGet();
    }

    private Mono<Outcome<T>> refreshAndGet() {
        Sinks.One<Outcome<T>> started = null;
        Mono<Outcome<T>> answer;
        Served how;
        synchronized (this) {
            long now = ticker.read();
            if (underWay == null && failures.mayRead(now)) {
                started = start(now);
            }
            callWaits = true;
            Kept<T> current = kept;
            if (current != null && (underWay == null ? current.isServed(now) : current.isGood(now))) {
                how = Served.STALE;
                answer = current.answer();
            } else if (underWay != null) {
                how = Served.WAITED;
                answer = underWay.asMono();
            } else {
                how = Served.REFUSED;
                answer = Mono.just(refused(failures.last()));
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
            } else if (!lastRead.isWithin(interval, now)) {
                started = start(now);
                answer = started.asMono();
            }
            callWaits = true;
        }
        if (started != null) {
            read(started);
        }
        return answer == null ? get() : answer;
    }

    /**
     * A value other than this one, which a call was given and which turned out to be no good.
     *
     * @param since by the ticker, when that call asked for it
     * @param interval how soon after another a value may be replaced: it limits what one who always refuses can cause
     * @return the kept value where it is another one already; what a read brings that is under way or begun for this; or
     *     {@code useless} itself where there is no other: it was read for the very call, the interval or the time after a failed
     *     read is not over, or the read fails. A refusal only where there is nothing to serve at all
     */
    public Mono<Outcome<T>> replace(T useless, long since, Duration interval) {
        Sinks.One<Outcome<T>> started;
        synchronized (this) {
            Kept<T> current = kept;
            long now = ticker.read();
            if (underWay != null) {
                return underWay.asMono();
            }
            if (current == null) {
                return get();
            }
            if (current.value() != useless
                    || current.readAt() - since >= 0
                    || !failures.mayRead(now)
                    || lastReplaced.isWithin(interval, now)) {
                return current.answer();
            }
            lastReplaced.is(now);
            started = start(now);
            callWaits = true;
        }
        Mono<Outcome<T>> answer = started.asMono();
        read(started);
        return answer;
    }

    /** The kept value, without using it: neither read nor renewed for this; null where none is kept. */
    public @Nullable T kept() {
        Kept<T> current = kept;
        return current == null ? null : current.value();
    }

    /** How long ago the read of the kept value began; null where none is kept. */
    public @Nullable Duration age() {
        Kept<T> current = kept;
        return current == null ? null : current.age(ticker.read());
    }

    /** For how long the kept value can still be served; zero or less where it can't; null where none is kept. */
    public @Nullable Duration left() {
        Kept<T> current = kept;
        return current == null ? null : current.left(ticker.read());
    }

    /** Whether a value is kept, and the last attempt to read it anew failed. */
    public boolean isOverdue() {
        if (kept == null) {
            return false;
        }
        synchronized (this) {
            return failures.last() != null;
        }
    }

    /** Ends the renewal in the background. */
    public synchronized void close() {
        timer.close();
    }

    /** Only inside the lock; the read itself begins outside of it. */
    private Sinks.One<Outcome<T>> start(long now) {
        Sinks.One<Outcome<T>> started = Sinks.one();
        underWay = started;
        callWaits = false;
        lastRead.is(now);
        return started;
    }

    private void read(Sinks.One<Outcome<T>> waiting) {
        long begun = ticker.read();
        // Subscribed here and not by a caller, so that no caller can cancel what others wait for.
        Mono.defer(source::reading)
                .timeout(
                        usual.readTimeout(),
                        Mono.error(() -> new TimeoutException("no answer within " + usual.readTimeout())))
                .switchIfEmpty(Mono.error(() -> new NoSuchElementException("the read completed without a value")))
                .subscribe(reading -> succeeded(waiting, reading, begun), failure -> failed(waiting, failure));
    }

    private void succeeded(Sinks.One<Outcome<T>> waiting, Reading<T> reading, long begun) {
        Outcome<T> passed = Outcome.passed(reading.value());
        RefreshTimes times = reading.times() == null ? usual : reading.times();
        synchronized (this) {
            kept = Kept.of(reading.value(), passed, begun, callWaits, times);
            failures.clear();
            underWay = null;
            timer.set(begun + times.refreshAfter().toNanos());
        }
        waiting.tryEmitValue(passed);
    }

    private void failed(Sinks.One<Outcome<T>> waiting, Throwable failure) {
        Outcome<T> answer;
        synchronized (this) {
            long now = ticker.read();
            long retryAt = failures.add(failure, now);
            underWay = null;
            Kept<T> current = kept;
            if (current != null && (source.isFinal(failure) || !current.isServed(now))) {
                kept = null;
                current = null;
            }
            if (current != null) {
                timer.set(retryAt);
            }
            answer = current == null ? refused(failure) : Outcome.passed(current.value());
        }
        source.failed(failure);
        waiting.tryEmitValue(answer);
    }

    private void renew() {
        Sinks.One<Outcome<T>> started = null;
        synchronized (this) {
            long now = ticker.read();
            Kept<T> current = kept;
            if (!timer.isClosed()
                    && underWay == null
                    && current != null
                    && failures.mayRead(now)
                    && inUse(current, now)) {
                started = start(now);
            }
        }
        if (started != null) {
            read(started);
        }
    }

    private boolean inUse(Kept<T> current, long now) {
        return current.forCall() || lastUse.isAfter(current.readAt()) || timer.isInUse(lastUse.nanosAgo(now));
    }

    private Outcome<T> refused(@Nullable Throwable failure) {
        return Outcome.refused(source.refusal(failure == null ? new IllegalStateException("never read") : failure));
    }
}
