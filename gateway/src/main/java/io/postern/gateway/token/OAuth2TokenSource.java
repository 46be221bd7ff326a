package io.postern.gateway.token;

import io.postern.core.credential.OAuth2Spec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tokens of an OAuth 2.0 server (RFC 6749), by any of its grants. */
@Component
final class OAuth2TokenSource implements TokenSource<OAuth2Spec> {

    private final TokenEndpoint endpoint;
    private final OAuth2Requests requests;
    private final RefreshTokens refreshTokens;
    private final TokenProperties properties;

    OAuth2TokenSource(
            TokenEndpoint endpoint, OAuth2Requests requests, RefreshTokens refreshTokens, TokenProperties properties) {
        this.endpoint = endpoint;
        this.requests = requests;
        this.refreshTokens = refreshTokens;
        this.properties = properties;
    }

    @Override
    public Class<OAuth2Spec> spec() {
        return OAuth2Spec.class;
    }

    @Override
    public Mono<FetchedToken> fetch(TokenNeed<OAuth2Spec> need) {
        return Mono.defer(() -> switch (need.spec().grant()) {
            case CLIENT_CREDENTIALS -> ask(need, requests.clientCredentials(need));
            case JWT_BEARER -> ask(need, requests.jwtBearer(need));
            case REFRESH_TOKEN, AUTHORIZATION_CODE -> refreshTokens.fetch(need);
        });
    }

    private Mono<FetchedToken> ask(TokenNeed<OAuth2Spec> need, TokenRequest request) {
        return endpoint.send(need, request)
                .map(answer ->
                        OAuth2Answer.of(answer, properties.defaultLifetime()).token());
    }
}
