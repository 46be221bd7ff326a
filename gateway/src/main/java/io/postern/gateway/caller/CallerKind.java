package io.postern.gateway.caller;

import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.inbound.PresentedCredential;
import reactor.core.publisher.Mono;

/**
 * Authenticates callers by one kind of credential. One bean per kind; {@link CallerAuthenticator} refuses to start without
 * it. Every implementation passes {@code CallerKindContract}.
 */
interface CallerKind<S extends CallerCredentialSpec> {

    /** The kind it knows. */
    Class<S> spec();

    /**
     * Whether the presented credential is the plan's. Refuses with {@link CallerRefusals#invalid} whatever is wrong with
     * it. Never completes empty; answers at once where nothing has to be fetched.
     *
     * @param spec the plan's
     */
    Mono<Outcome<Caller>> authenticate(S spec, CallerPlan plan, PresentedCredential presented);
}
