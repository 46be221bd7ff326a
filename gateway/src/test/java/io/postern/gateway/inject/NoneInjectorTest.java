package io.postern.gateway.inject;

import io.postern.core.credential.NoneSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.List;
import java.util.Map;

class NoneInjectorTest extends InjectorContract<NoneSpec> {

    @Override
    Injector<NoneSpec> injector() {
        return new NoneInjector();
    }

    @Override
    NoneSpec spec() {
        return new NoneSpec();
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.empty();
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        // Nothing is placed, so nothing is replaced.
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of();
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }
}
