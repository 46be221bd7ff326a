package io.postern.gateway.inject;

import io.postern.core.credential.ApiKeySpec;
import io.postern.core.credential.Place;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;

class ApiKeyInQueryInjectorTest extends InjectorContract<ApiKeySpec> {

    @Override
    Injector<ApiKeySpec> injector() {
        return new ApiKeyInjector();
    }

    @Override
    ApiKeySpec spec() {
        return new ApiKeySpec(Place.QUERY, "api key[1]");
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of("key", SecretValue.of("a&b=c+d%20é/?#"));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.query().add("api%20key%5B1%5D=own");
        request.query().add("api+key[1]");
        request.query().add(0, "%61pi%20key%5b1%5d=own");
        request.query().add("API+Key%5B1%5D=in+another+case");
        request.query().add("+api_key%5B1%5D=as+PHP+writes+it");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of();
    }

    @Override
    List<String> expectedQuery() {
        return List.of("api%20key%5B1%5D=a%26b%3Dc%2Bd%2520%C3%A9%2F%3F%23");
    }
}
