package io.postern.gateway.upstream;

import io.postern.gateway.outbound.OutboundRequest;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** What may be sent instead when the target answers 401: the same request with another token. Asked once in a call. */
@FunctionalInterface
public interface Reauthorisation {

    /** Of a call whose credential has no other token. */
    Reauthorisation NONE = () -> Mono.just(Optional.empty());

    /**
     * The request to send in place of the refused one; nothing where there is no other token, so that the target's 401 is
     * passed on. Never completes empty.
     */
    Mono<Optional<OutboundRequest>> again();
}
