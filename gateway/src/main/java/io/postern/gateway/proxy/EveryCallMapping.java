package io.postern.gateway.proxy;

import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.env.Environment;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Takes every request of the public port to the one filter, without asking predicates and without Spring's CORS handling,
 * which would answer a preflight request before anybody has checked it. The management port has a context of its own, which
 * inherits this mapping; nothing there is ever a call.
 */
final class EveryCallMapping extends RoutePredicateHandlerMapping {

    private final FilteringWebHandler handler;
    private final Route route;

    EveryCallMapping(FilteringWebHandler handler, RouteLocator routes, Route route, Environment environment) {
        super(handler, routes, new GlobalCorsProperties(), environment);
        this.handler = handler;
        this.route = route;
    }

    @Override
    public Mono<Object> getHandler(ServerWebExchange exchange) {
        if (exchange.getApplicationContext() != getApplicationContext()) {
            return Mono.empty();
        }
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, route);
        return Mono.just(handler);
    }
}
