package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.credential.BearerSpec;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.outbound.OutboundRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FetchedTokenInjectorTest extends InjectorContract<OAuth2Spec> {

    @Override
    Injector<OAuth2Spec> injector() {
        return new FetchedTokenInjector<>(OAuth2Spec.class);
    }

    @Override
    OAuth2Spec spec() {
        return new OAuth2Spec(
                null, URI.create("https://auth.example/token"), null, null, null, null, null, null, null, null, null);
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of(Map.of(
                "clientId", SecretValue.of("id-S3cret"),
                "clientSecret", SecretValue.of("secret-S3cret"),
                "token", SecretValue.of("t0ken-S3cret")));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("authorization", "Bearer own");
    }

    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(Map.entry("Authorization", "Bearer t0ken-S3cret"));
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }

    @Test
    void newWhenKindFetchesNoTokenThenRefused() {
        assertThatThrownBy(() -> new FetchedTokenInjector<>(BearerSpec.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
