package io.postern.gateway.refresh;

import io.postern.gateway.failure.Refusal;
import reactor.core.publisher.Mono;

/** Where a {@link RefreshedValue} comes from, and what its failures mean. */
public interface RefreshSource<T> {

    /** Reads it anew. Completing empty counts as a failure. */
    Mono<T> read();

    /** {@link #read()}, for a source whose values say themselves how long they are good. */
    default Mono<Reading<T>> reading() {
        return read().map(value -> new Reading<>(value, null));
    }

    /** Whether this failure says that the value is gone, so that the kept one must not be served any more. */
    boolean isFinal(Throwable failure);

    /** What a call gets that needs the value and can't have it, because of this failure. */
    Refusal refusal(Throwable failure);

    /** A call was answered: once per call, on its own thread. */
    default void served(Served how) {}

    /** A read failed: once per read. */
    default void failed(Throwable failure) {}

    /** How a call was answered. */
    enum Served {
        /** With a value that needs no new read yet. */
        FRESH,
        /** With a value that is being read anew. */
        STALE,
        /** It had to wait for a read. */
        WAITED,
        /** With the failure of a read shortly before. */
        REFUSED
    }
}
