package io.postern.gateway.inject;

import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;

/** Places what was fetched, for every kind that fetches a token; {@link Injectors} makes one for each. */
record FetchedTokenInjector<S extends TargetCredentialSpec>(Class<S> spec) implements Injector<S> {

    /** @throws IllegalArgumentException where the kind fetches no token */
    FetchedTokenInjector {
        if (!FetchedTokenSpec.class.isAssignableFrom(spec)) {
            throw new IllegalArgumentException(spec.getSimpleName() + " fetches no token");
        }
    }

    @Override
    public Outcome<OutboundRequest> inject(S spec, SecretBundle secret, OutboundRequest request) {
        return Placements.place(fetched(spec).inject(), secret, request);
    }

    @Override
    public BodyNeed bodyNeed(S spec) {
        return Placements.bodyNeed(fetched(spec).inject());
    }

    @Override
    public boolean replacesItsOwn(S spec) {
        return Placements.replace(fetched(spec).inject());
    }

    private static FetchedTokenSpec fetched(TargetCredentialSpec spec) {
        return (FetchedTokenSpec) spec;
    }
}
