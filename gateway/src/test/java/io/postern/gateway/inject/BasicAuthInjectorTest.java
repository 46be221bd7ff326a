package io.postern.gateway.inject;

import io.postern.core.credential.BasicAuthSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;

class BasicAuthInjectorTest extends InjectorContract<BasicAuthSpec> {

    @Override
    Injector<BasicAuthSpec> injector() {
        return new BasicAuthInjector();
    }

    @Override
    BasicAuthSpec spec() {
        return new BasicAuthSpec();
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of(Map.of("username", SecretValue.of("jürgen"), "password", SecretValue.of("pä:ß")));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("authorization", "of the caller");
        request.headers().add("AUTHORIZATION", "again");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(Map.entry("Authorization", "Basic asO8cmdlbjpww6Q6w58="));
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }
}
