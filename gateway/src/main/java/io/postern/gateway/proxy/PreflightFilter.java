package io.postern.gateway.proxy;

import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Takes a CORS preflight request the way of every call. Spring's dispatcher would answer it by itself with 200, unchecked
 * and unseen by the target, which is the one to say what its browsers' callers may do.
 */
final class PreflightFilter implements WebFilter {

    private final EveryCallMapping mapping;

    PreflightFilter(EveryCallMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!CorsUtils.isPreFlightRequest(exchange.getRequest())) {
            return chain.filter(exchange);
        }
        return mapping.getHandler(exchange)
                .cast(FilteringWebHandler.class)
                .flatMap(handler -> handler.handle(exchange).thenReturn(true))
                .switchIfEmpty(Mono.defer(() -> chain.filter(exchange).thenReturn(true)))
                .then();
    }
}
