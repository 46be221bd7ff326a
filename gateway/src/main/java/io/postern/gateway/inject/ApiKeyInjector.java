package io.postern.gateway.inject;

import io.postern.core.credential.ApiKeySpec;
import io.postern.core.credential.Place;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.OutboundRequest;
import org.springframework.stereotype.Component;

/** The key in a header or in the query. */
@Component
final class ApiKeyInjector implements Injector<ApiKeySpec> {

    @Override
    public Class<ApiKeySpec> spec() {
        return ApiKeySpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(ApiKeySpec spec, SecretBundle secret, OutboundRequest request) {
        String key = secret.value("key").reveal();
        if (spec.in() == Place.HEADER) {
            return HeaderPlace.replace(request, spec.name(), key);
        }
        QueryPlace.clear(request, spec.name());
        QueryPlace.add(request, spec.name(), key);
        return Outcome.passed(request);
    }
}
