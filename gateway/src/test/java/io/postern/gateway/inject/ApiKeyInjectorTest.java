package io.postern.gateway.inject;

import io.postern.core.credential.ApiKeySpec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;

class ApiKeyInjectorTest extends InjectorContract<ApiKeySpec> {

    @Override
    Injector<ApiKeySpec> injector() {
        return new ApiKeyInjector();
    }

    @Override
    ApiKeySpec spec() {
        return new ApiKeySpec(null, null);
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of("key", SecretValue.of("k-S3cret {{key}}"));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("x-api-key", "of the caller");
        request.headers().add("X_API-Key", "folded");
        request.headers().add("x_api_key", "folded too");
        request.headers().add("X.Api~Key", "with other signs");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(Map.entry("X-API-Key", "k-S3cret {{key}}"));
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }
}
