package io.postern.gateway.inject;

import io.postern.core.credential.JwtSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;

class JwtInjectorTest extends InjectorContract<JwtSpec> {

    @Override
    Injector<JwtSpec> injector() {
        return new FetchedTokenInjector<>(JwtSpec.class);
    }

    @Override
    JwtSpec spec() {
        return new JwtSpec(null, null, null, null, null);
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of("token", SecretValue.of("eyJh.eyJz.c2ln"));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("authorization", "of the caller");
        request.headers().add("AUTHORIZATION", "again");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(Map.entry("Authorization", "Bearer eyJh.eyJz.c2ln"));
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }
}
