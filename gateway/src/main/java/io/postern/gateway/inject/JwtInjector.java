package io.postern.gateway.inject;

import io.postern.core.credential.JwtSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.OutboundRequest;
import org.springframework.stereotype.Component;

/** A fixed JWT as a bearer token (RFC 6750, section 2.1). */
@Component
final class JwtInjector implements Injector<JwtSpec> {

    @Override
    public Class<JwtSpec> spec() {
        return JwtSpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(JwtSpec spec, SecretBundle secret, OutboundRequest request) {
        return HeaderPlace.replace(
                request, "Authorization", "Bearer " + secret.value("token").reveal());
    }
}
