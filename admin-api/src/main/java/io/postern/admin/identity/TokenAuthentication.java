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
 * {@code Authorization: <token>} or {@code Authorization: Bearer <token>}, where the token is a user token or a JWT of the
 * configured issuer. The key pairs of API clients ({@code X-API-Key}) join here.
 */
@Component
class TokenAuthentication implements ServerAuthenticationConverter, ReactiveAuthenticationManager {

    private static final String BEARER = "Bearer ";

    private final Users users;
    private final IssuedTokens issuedTokens;

    TokenAuthentication(Users users, IssuedTokens issuedTokens) {
        this.users = users;
        this.issuedTokens = issuedTokens;
    }

    /** Empty where nothing is presented: the chain then asks for authentication. */
    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        List<String> values = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
        if (values.isEmpty()) {
            return Mono.empty();
        }
        if (values.size() > 1) {
            return Mono.error(new BadCredentialsException("more than one Authorization header"));
        }
        String value = values.get(0).strip();
        if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            value = value.substring(BEARER.length()).strip();
        }
        return Mono.just(PresentedToken.unchecked(value));
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        String token = String.valueOf(authentication.getCredentials());
        Mono<String> user = token.startsWith(UserToken.PREFIX)
                ? (UserToken.isWellFormed(token) ? users.ofToken(token) : Mono.empty())
                : issuedTokens.user(token);
        return user.<Authentication>map(PresentedToken::ofUser)
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("unknown token")));
    }
}
