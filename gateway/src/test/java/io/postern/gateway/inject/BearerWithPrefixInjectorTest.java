package io.postern.gateway.inject;

import io.postern.core.credential.BearerSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;

class BearerWithPrefixInjectorTest extends InjectorContract<BearerSpec> {

    @Override
    Injector<BearerSpec> injector() {
        return new BearerInjector();
    }

    @Override
    BearerSpec spec() {
        return new BearerSpec("Token token=");
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of("token", SecretValue.of("t0ken-S3cret"));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("authorization", "of the caller");
        request.headers().add("AUTHORIZATION", "again");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(Map.entry("Authorization", "Token token=t0ken-S3cret"));
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }
}
