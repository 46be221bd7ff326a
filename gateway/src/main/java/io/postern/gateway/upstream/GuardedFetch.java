package io.postern.gateway.upstream;

import java.net.URI;
import reactor.core.publisher.Mono;

/** Fetches a small document for the gateway itself, such as a signer's keys, under the same address guard as calls. */
@FunctionalInterface
public interface GuardedFetch {

    /**
     * The body of a 200 answer. Anything else is an error: another status, a redirect, a refused address, an answer that is
     * too long or too late. The error's text names no more of the URI than its host.
     */
    Mono<byte[]> get(URI uri);
}
