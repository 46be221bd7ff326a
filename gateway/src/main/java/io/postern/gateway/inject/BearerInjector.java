package io.postern.gateway.inject;

import io.postern.core.credential.BearerSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.OutboundRequest;
import org.springframework.stereotype.Component;

/** A token in {@code Authorization}, after the credential's own prefix (RFC 6750, section 2.1). */
@Component
final class BearerInjector implements Injector<BearerSpec> {

    @Override
    public Class<BearerSpec> spec() {
        return BearerSpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(BearerSpec spec, SecretBundle secret, OutboundRequest request) {
        return HeaderPlace.replace(
                request, "Authorization", spec.prefix() + secret.value("token").reveal());
    }
}
