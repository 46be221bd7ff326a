package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.credential.ClientAuthentication;
import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretRef;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretValue;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What tokens are asked for with, as a client of {@link AuthorizationServer}. */
final class OAuth2Needs {

    private OAuth2Needs() {}

    static SecretBundle secret(Map<String, String> more) {
        Map<String, SecretValue> values = new HashMap<>();
        values.put("clientId", SecretValue.of(AuthorizationServer.CLIENT_ID));
        values.put("clientSecret", SecretValue.of(AuthorizationServer.CLIENT_SECRET));
        more.forEach((name, value) -> values.put(name, SecretValue.of(value)));
        return SecretBundle.of(values);
    }

    static OAuth2Spec spec(OAuth2Grant grant, ClientAuthentication authentication, URI tokenUrl) {
        return spec(grant, authentication, tokenUrl, null);
    }

    static OAuth2Spec spec(
            OAuth2Grant grant, ClientAuthentication authentication, URI tokenUrl, @Nullable String keyId) {
        return new OAuth2Spec(
                grant,
                tokenUrl,
                grant == OAuth2Grant.AUTHORIZATION_CODE ? URI.create("https://auth.example/authorize") : null,
                List.of("orders.read"),
                null,
                null,
                null,
                null,
                authentication,
                null,
                keyId);
    }

    static TokenNeed<OAuth2Spec> need(OAuth2Spec spec, SecretBundle secret) {
        return need(spec, secret, new SecretRef("test", UUID.randomUUID() + "/cred_1", 1), null);
    }

    static TokenNeed<OAuth2Spec> need(
            OAuth2Spec spec, SecretBundle secret, SecretSource ref, @Nullable SecretValue previous) {
        return new TokenNeed<>("cred_1", spec, ref, secret, null, previous);
    }

    static TokenFailure failure(OAuth2TokenSource source, TokenNeed<OAuth2Spec> need) {
        return Objects.requireNonNull(catchThrowableOfType(
                TokenFailure.class, () -> source.fetch(need).block(Duration.ofSeconds(30))));
    }
}
