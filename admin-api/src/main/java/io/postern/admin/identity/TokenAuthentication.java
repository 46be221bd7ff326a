package io.postern.admin.identity;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * One of {@code Authorization: <token>}, {@code Authorization: Bearer <token>} and {@code X-API-Key: <api_key>}, once. The
 * token is a user token, an access token, an API key, or a JWT of the configured issuer. Where more is shown than one,
 * somebody is mistaken about who asks, and nobody does.
 */
@Component
class TokenAuthentication implements ServerAuthenticationConverter, ReactiveAuthenticationManager {

    private static final String BEARER = "Bearer ";

    private final Users users;
    private final ApiKeys apiKeys;
    private final IssuedTokens issuedTokens;

    TokenAuthentication(Users users, ApiKeys apiKeys, IssuedTokens issuedTokens) {
        this.users = users;
        this.apiKeys = apiKeys;
        this.issuedTokens = issuedTokens;
    }

    /** Empty where nothing is presented: the chain then asks for authentication. */
    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        List<String> tokens = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
        List<String> keys = headers.getOrEmpty(ApiKeys.HEADER);
        if (tokens.size() + keys.size() > 1) {
            return Mono.error(new BadCredentialsException("more than one credential"));
        }
        if (!keys.isEmpty()) {
            return Mono.just(PresentedToken.inKeyHeader(keys.get(0).strip()));
        }
        if (tokens.isEmpty()) {
            return Mono.empty();
        }
        String value = tokens.get(0).strip();
        if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            value = value.substring(BEARER.length()).strip();
        }
        return Mono.just(PresentedToken.inAuthorization(value));
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        if (!(authentication instanceof PresentedToken presented)) {
            return Mono.error(() -> new BadCredentialsException("not presented in a header"));
        }
        String text = presented.getCredentials();
        Mono<? extends Identity> identity = presented.isInKeyHeader() ? apiKeys.ofKey(text) : ofToken(text);
        return identity.<Authentication>map(PresentedToken::of)
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("unknown token")));
    }

    private Mono<? extends Identity> ofToken(String text) {
        if (IssuedKey.USER_TOKEN.isMeant(text)) {
            return users.ofToken(text);
        }
        if (IssuedKey.API_KEY.isMeant(text)) {
            return apiKeys.ofKey(text);
        }
        if (IssuedKey.ACCESS_TOKEN.isMeant(text)) {
            return apiKeys.ofAccessToken(text);
        }
        // A secret is nothing without its key.
        return IssuedKey.API_SECRET.isMeant(text) ? Mono.empty() : issuedTokens.user(text);
    }
}
