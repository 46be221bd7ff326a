package io.postern.gateway.proxy;

import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.core.env.Environment;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Leads nothing to the filter. Calls come to it by {@link CallEntrance}, before any mapping is asked; the management port,
 * whose context inherits this mapping, has no calls.
 */
final class NothingMapped extends RoutePredicateHandlerMapping {

    NothingMapped(FilteringWebHandler handler, RouteLocator routes, Environment environment) {
        super(handler, routes, new GlobalCorsProperties(), environment);
    }

    @Override
    public Mono<Object> getHandler(ServerWebExchange exchange) {
        return Mono.empty();
    }
}
