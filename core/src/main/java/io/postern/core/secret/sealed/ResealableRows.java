package io.postern.core.secret.sealed;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A table of sealed rows, for whoever seals them again. */
interface ResealableRows {

    /** The rows under other keys than that one, in the order of path and version, after a place. */
    Flux<SealedRow> underOtherKeys(String keyId, String afterPath, long afterVersion, int limit);

    /** Replaces a row by the same values sealed anew; counts 0 where it is not as it was read any more. */
    Mono<Long> replace(SealedRow old, SealedRow fresh);
}
