package io.postern.admin.identity;

import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.http.ErrorWriter;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;

/**
 * Everything but the OpenAPI document, the way back from a consent, the exchange of a key pair, and health and metrics on the management port, needs a
 * user. No sessions and no cookies, and so nothing to forge across sites.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    @Bean
    SecurityWebFilterChain adminApi(ServerHttpSecurity http, TokenAuthentication tokens, ErrorWriter errors) {
        ServerAuthenticationEntryPoint unauthenticated = (exchange, failure) ->
                errors.write(exchange, new ApiException(ErrorCode.UNAUTHENTICATED, "A valid token is required"));
        AuthenticationWebFilter authentication = new AuthenticationWebFilter(tokens);
        authentication.setServerAuthenticationConverter(tokens);
        authentication.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        authentication.setAuthenticationFailureHandler(
                new ServerAuthenticationEntryPointFailureHandler(unauthenticated));
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .addFilterAt(authentication, SecurityWebFiltersOrder.AUTHENTICATION)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler((exchange, failure) ->
                                errors.write(exchange, ApiException.forbidden("This is not allowed"))))
                .headers(headers -> headers.contentSecurityPolicy(
                        policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'")))
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers("/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml")
                        .permitAll()
                        // The state is its proof: browsers come back without a token.
                        .pathMatchers(HttpMethod.GET, "/api/oauth2/callback", "/api/oauth2/callback/*")
                        .permitAll()
                        // The pair in the body is the proof.
                        .pathMatchers(HttpMethod.POST, "/api/auth/token")
                        .permitAll()
                        // On the management port only, which probes and Prometheus read without a user.
                        .matchers(EndpointRequest.to("health", "prometheus"))
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .build();
    }

    /** What the firewall refuses gets the API's own error, without the refused text. */
    @Bean
    ServerExchangeRejectedHandler rejectedHandler(ErrorWriter errors) {
        return (exchange, failure) -> errors.write(
                exchange, new ApiException(ErrorCode.BAD_REQUEST, "The request's path or headers are not acceptable"));
    }
}
