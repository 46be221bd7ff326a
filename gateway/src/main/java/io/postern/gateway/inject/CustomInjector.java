package io.postern.gateway.inject;

import io.postern.core.credential.CustomSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import org.springframework.stereotype.Component;

/** {@link Placements} of the credential's own. */
@Component
final class CustomInjector implements Injector<CustomSpec> {

    @Override
    public Class<CustomSpec> spec() {
        return CustomSpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(CustomSpec spec, SecretBundle secret, OutboundRequest request) {
        return Placements.place(spec.inject(), secret, request);
    }

    @Override
    public BodyNeed bodyNeed(CustomSpec spec) {
        return Placements.bodyNeed(spec.inject());
    }
}
