package io.postern.gateway.inject;

import io.postern.core.credential.CustomSpec;
import io.postern.core.credential.Place;
import io.postern.core.credential.Placement;
import io.postern.core.credential.SecretTemplate;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;

class CustomInjectorTest extends InjectorContract<CustomSpec> {

    @Override
    Injector<CustomSpec> injector() {
        return new CustomInjector();
    }

    @Override
    CustomSpec spec() {
        return new CustomSpec(List.of(
                new Placement(Place.HEADER, "X-App-Token", SecretTemplate.parse("Token {{app}};v=1")),
                new Placement(Place.HEADER, "X_App_Token", SecretTemplate.parse("{{app}}")),
                new Placement(Place.QUERY, "sig", SecretTemplate.parse("{{signature}}")),
                new Placement(Place.QUERY, "sig", SecretTemplate.parse("fixed"))));
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of(Map.of("app", SecretValue.of("App-S3cret"), "signature", SecretValue.of("sig/S3cret")));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("x-app_token", "own");
        request.query().add("s%69g=own");
        request.query().add("sig");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(Map.entry("X-App-Token", "Token App-S3cret;v=1"), Map.entry("X_App_Token", "App-S3cret"));
    }

    @Override
    List<String> expectedQuery() {
        return List.of("sig=sig%2FS3cret", "sig=fixed");
    }
}
