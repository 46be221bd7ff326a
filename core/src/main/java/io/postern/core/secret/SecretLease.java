package io.postern.core.secret;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** A dynamic secret's values, and for how long they are good. */
public interface SecretLease {

    SecretBundle values();

    /** From the answer on that gave it, unless it is revoked before. */
    Duration lifetime();

    /**
     * The same values for longer. Fails with {@link SecretStoreException.Reason#NOT_FOUND} where they can't be: the lease
     * is over, revoked, not renewable, or near the longest that it may last. Then another lease is needed.
     */
    Mono<SecretLease> renewed();

    /** Ends it, so that the values are good for nothing. Needs a right of its own, which a gateway need not have. */
    Mono<Void> revoke();
}
