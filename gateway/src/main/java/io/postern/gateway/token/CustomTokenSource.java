package io.postern.gateway.token;

import io.postern.core.credential.CustomTokenSpec;
import io.postern.core.credential.LoginRequest;
import io.postern.core.credential.SecretTemplate;
import io.postern.core.credential.TokenLifetime;
import io.postern.core.credential.TokenPlace;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonPointer;

/** Tokens of a login that is one request, as the credential describes it. */
@Component
final class CustomTokenSource implements TokenSource<CustomTokenSpec> {

    private final TokenEndpoint endpoint;
    private final TokenProperties properties;
    private final Clock clock;

    @Autowired
    CustomTokenSource(TokenEndpoint endpoint, TokenProperties properties) {
        this(endpoint, properties, Clock.systemUTC());
    }

    CustomTokenSource(TokenEndpoint endpoint, TokenProperties properties, Clock clock) {
        this.endpoint = endpoint;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public Class<CustomTokenSpec> spec() {
        return CustomTokenSpec.class;
    }

    @Override
    public Mono<FetchedToken> fetch(TokenNeed<CustomTokenSpec> need) {
        return Mono.defer(() -> endpoint.send(need, request(need.spec().request(), need.secret()))
                .map(answer -> token(need.spec(), answer.successful())));
    }

    private static TokenRequest request(LoginRequest login, SecretBundle secret) {
        try {
            TokenRequest request = TokenRequest.of(login.method(), login.url(secret));
            filled(login.headers(), secret).forEach(request::header);
            if (login.json() != null) {
                return request.json(login.json().fill(secret));
            }
            return login.form() == null
                    ? request
                    : request.form(filled(login.form(), secret).entrySet());
        } catch (NoSuchElementException missing) {
            // Its message has the name only.
            throw new TokenFailure(TokenFailure.Cause.CREDENTIAL, String.valueOf(missing.getMessage()));
        }
    }

    private static Map<String, String> filled(Map<String, SecretTemplate> templates, SecretBundle secret) {
        Map<String, String> filled = new LinkedHashMap<>();
        templates.forEach(
                (name, template) -> filled.put(name, template.fill(secret).reveal()));
        return filled;
    }

    private FetchedToken token(CustomTokenSpec spec, TokenAnswer answer) {
        SecretValue token = token(spec.token(), answer);
        return new FetchedToken(token, lifetime(spec.lifetime(), answer, token));
    }

    private static SecretValue token(TokenPlace place, TokenAnswer answer) {
        return place.header() != null
                ? answer.tokenInHeader(place.header())
                : answer.token(JsonPointer.compile(place.pointer()));
    }

    private Duration lifetime(@Nullable TokenLifetime lifetime, TokenAnswer answer, SecretValue token) {
        if (lifetime == null) {
            return properties.defaultLifetime();
        }
        if (lifetime.seconds() != null) {
            return Duration.ofSeconds(lifetime.seconds());
        }
        if (lifetime.pointer() == null) {
            return JwtExpiry.left(token, clock.instant());
        }
        Duration said = answer.seconds(JsonPointer.compile(lifetime.pointer()));
        if (said == null) {
            throw TokenFailure.answer(lifetime.pointer(), "is missing");
        }
        return said;
    }
}
