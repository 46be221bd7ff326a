package io.postern.gateway.token;

import io.postern.core.credential.OAuth2Spec;
import io.postern.core.secret.SecretBundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonPointer;

/** Tokens of an OAuth 2.0 server (RFC 6749). */
@Component
final class OAuth2TokenSource implements TokenSource<OAuth2Spec> {

    private static final JsonPointer ACCESS_TOKEN = JsonPointer.compile("/access_token");
    private static final JsonPointer TOKEN_TYPE = JsonPointer.compile("/token_type");
    private static final JsonPointer EXPIRES_IN = JsonPointer.compile("/expires_in");

    private final TokenEndpoint endpoint;
    private final TokenProperties properties;

    OAuth2TokenSource(TokenEndpoint endpoint, TokenProperties properties) {
        this.endpoint = endpoint;
        this.properties = properties;
    }

    @Override
    public Class<OAuth2Spec> spec() {
        return OAuth2Spec.class;
    }

    @Override
    public Mono<FetchedToken> fetch(TokenNeed<OAuth2Spec> need) {
        return Mono.defer(() -> endpoint.send(need, request(need)).map(this::token));
    }

    private static TokenRequest request(TokenNeed<OAuth2Spec> need) {
        OAuth2Spec spec = need.spec();
        TokenRequest request = TokenRequest.post(spec.tokenUrl());
        List<Map.Entry<String, String>> form = new ArrayList<>();
        form.add(Map.entry("grant_type", "client_credentials"));
        if (!spec.scopes().isEmpty()) {
            form.add(Map.entry("scope", String.join(" ", spec.scopes())));
        }
        spec.parameters().forEach((name, value) -> form.add(Map.entry(name, value)));
        return request.header("Authorization", basic(need.secret())).form(form);
    }

    /** RFC 6749, section 2.3.1: id and secret are form-encoded first, so that a colon in the id is no separator. */
    private static String basic(SecretBundle secret) {
        String pair = TokenRequest.encoded(secret.value("clientId").reveal()) + ":"
                + TokenRequest.encoded(secret.value("clientSecret").reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 6749, section 5.1. */
    private FetchedToken token(TokenAnswer answer) {
        answer.successful();
        String type = answer.text(TOKEN_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).equals("bearer")) {
            throw TokenFailure.answer("/token_type", "is not Bearer");
        }
        Duration lifetime = answer.seconds(EXPIRES_IN);
        return new FetchedToken(answer.token(ACCESS_TOKEN), lifetime == null ? properties.defaultLifetime() : lifetime);
    }
}
