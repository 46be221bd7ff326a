package io.postern.admin.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Checks JWTs of the configured issuer: signature, issuer, audience and time (RFC 7519, section 4.1). */
@Component
class IssuedTokens {

    private final @Nullable ReactiveJwtDecoder decoder;
    private final Users users;

    IssuedTokens(OidcProperties properties, Users users) {
        this.decoder = properties.issuer() == null ? null : decoder(properties);
        this.users = users;
    }

    private static ReactiveJwtDecoder decoder(OidcProperties properties) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSetUri(
                        String.valueOf(properties.jwkSetUri()))
                .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(
                        SignatureAlgorithm.RS256,
                        SignatureAlgorithm.RS384,
                        SignatureAlgorithm.RS512,
                        SignatureAlgorithm.PS256,
                        SignatureAlgorithm.ES256,
                        SignatureAlgorithm.ES384)))
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
                new JwtTimestampValidator(),
                new JwtIssuerValidator(String.valueOf(properties.issuer())),
                new JwtAudienceValidator(String.valueOf(properties.audience()))));
        return decoder;
    }

    /** The user, or a failure: never empty. */
    Mono<Identity.User> user(String token) {
        if (decoder == null) {
            return Mono.error(() -> new BadCredentialsException("no issuer is configured"));
        }
        return decoder.decode(token)
                .onErrorMap(BadJwtException.class, e -> new BadCredentialsException("not a valid JWT"))
                .onErrorMap(
                        JwtException.class, e -> new AuthenticationServiceException("the issuer's keys can't be had"))
                .flatMap(jwt -> {
                    String subject = jwt.getSubject();
                    if (subject == null || subject.isEmpty() || subject.length() > 255 || jwt.getExpiresAt() == null) {
                        return Mono.error(new BadCredentialsException("without sub or exp"));
                    }
                    return users.ofSubject(subject).map(id -> new Identity.User(id, null));
                });
    }
}
