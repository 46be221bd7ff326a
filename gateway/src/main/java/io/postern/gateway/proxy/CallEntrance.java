package io.postern.gateway.proxy;

import java.util.function.BiFunction;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.FixedLocaleContextResolver;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Takes every request of the public port straight from Reactor Netty to Spring Cloud Gateway's handler and its one filter. What
 * Spring would do before, a call has no use for: the parsing of a URI, sessions, locales, mappings, its observation
 * ({@code postern.calls} has more), and the answering of CORS preflight requests, which the target is asked for like any other.
 */
final class CallEntrance implements BiFunction<HttpServerRequest, HttpServerResponse, Mono<Void>> {

    private static final WebSessionManager NO_SESSIONS = exchange -> Mono.empty();
    private static final LocaleContextResolver NO_LOCALE = new FixedLocaleContextResolver();

    private final FilteringWebHandler handler;
    private final Route route;
    private final ServerCodecConfigurer codecs = ServerCodecConfigurer.create();

    CallEntrance(FilteringWebHandler handler, Route route) {
        this.handler = handler;
        this.route = route;
    }

    @Override
    public Mono<Void> apply(HttpServerRequest request, HttpServerResponse response) {
        NettyDataBufferFactory buffers = new NettyDataBufferFactory(response.alloc());
        ServerWebExchange exchange = new DefaultServerWebExchange(
                new CallRequest(request, buffers), new CallResponse(response, buffers), NO_SESSIONS, codecs, NO_LOCALE);
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, route);
        return handler.handle(exchange);
    }
}
