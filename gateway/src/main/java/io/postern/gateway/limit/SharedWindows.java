package io.postern.gateway.limit;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** Where all gateways count calls together. */
public interface SharedWindows {

    /**
     * Counts one call of a proxy, if fewer than {@code limit} are in the window that ends now, by one clock for all.
     *
     * @return how many more fit, 0 or above; where none fit, the nanoseconds until one does, negated, below 0. Fails where that
     *     can't be had in time; it may have been counted all the same. Never empty
     */
    Mono<Long> tryAdd(String proxyId, int limit, Duration window);
}
