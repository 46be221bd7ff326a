package io.postern.gateway.inject;

import io.postern.core.credential.NoneSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.OutboundRequest;
import org.springframework.stereotype.Component;

/** Nothing is placed. */
@Component
final class NoneInjector implements Injector<NoneSpec> {

    @Override
    public Class<NoneSpec> spec() {
        return NoneSpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(NoneSpec spec, SecretBundle secret, OutboundRequest request) {
        return Outcome.passed(request);
    }
}
