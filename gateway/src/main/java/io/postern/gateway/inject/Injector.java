package io.postern.gateway.inject;

import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;

/**
 * Places the secret of one kind of credential: synchronous, without I/O, and with no state between calls. One bean per
 * kind; {@link Injectors} refuses to start without it. Every injector passes {@code InjectorContract}.
 */
interface Injector<S extends TargetCredentialSpec> {

    /** The kind it places. */
    Class<S> spec();

    /**
     * Changes the request in place and answers it.
     *
     * <p>Refuses with {@code INJECTION_FAILED} where the request lacks what the credential replaces, and with
     * {@code SECRET_UNAVAILABLE} where the secret can't stand in its place; the request is not to be sent then, for it
     * may hold a part of what was to be placed.
     */
    Outcome<OutboundRequest> inject(S spec, SecretBundle secret, OutboundRequest request);

    /** What of the body has to be at hand; the same for every call. */
    default BodyNeed bodyNeed(S spec) {
        return BodyNeed.NONE;
    }

    /**
     * Whether a request that it has changed can be given to it again with another secret, so that nothing is left of the first.
     * False: it needs the request as it was before.
     */
    default boolean replacesItsOwn(S spec) {
        return false;
    }
}
