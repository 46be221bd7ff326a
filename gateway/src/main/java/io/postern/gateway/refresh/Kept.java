package io.postern.gateway.refresh;

import io.postern.gateway.failure.Outcome;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * What the last successful read of a {@link RefreshedValue} brought.
 *
 * @param answer made once, so that a warm call makes nothing
 * @param readAt by the ticker, when that read began; the times count from it
 * @param forCall whether it was read because of a call
 */
record Kept<T>(
        T value,
        Mono<Outcome<T>> answer,
        long readAt,
        boolean forCall,
        long refreshAfter,
        long waitAfter,
        long refuseAfter) {

    static <T> Kept<T> of(T value, Outcome<T> answer, long readAt, boolean forCall, RefreshTimes times) {
        return new Kept<>(
                value,
                Mono.just(answer),
                readAt,
                forCall,
                times.refreshAfter().toNanos(),
                times.waitAfter().toNanos(),
                times.refuseAfter().toNanos());
    }

    boolean isFresh(long now) {
        return now - readAt < refreshAfter;
    }

    /** Whether it is good enough for a call that could have a newer one by waiting. */
    boolean isGood(long now) {
        return now - readAt < waitAfter;
    }

    /** Whether it is good enough for a call that can't have another. */
    boolean isServed(long now) {
        return now - readAt < refuseAfter;
    }

    Duration age(long now) {
        return Duration.ofNanos(now - readAt);
    }

    /** For how long it can still be served; zero or less where it can't. */
    Duration left(long now) {
        return Duration.ofNanos(readAt + refuseAfter - now);
    }

    @Override
    public String toString() {
        return "Kept[at " + readAt + "]";
    }
}
