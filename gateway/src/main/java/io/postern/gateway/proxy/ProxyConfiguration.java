package io.postern.gateway.proxy;

import io.postern.gateway.caller.CallerAuthenticator;
import io.postern.gateway.failure.FailureWriter;
import io.postern.gateway.inbound.BodyReader;
import io.postern.gateway.inbound.RequestSanitizer;
import io.postern.gateway.inject.Injectors;
import io.postern.gateway.limit.RateLimiter;
import io.postern.gateway.plan.PlanTable;
import io.postern.gateway.record.CallRecorder;
import io.postern.gateway.rule.RuleGate;
import io.postern.gateway.server.EndlessCalls;
import io.postern.gateway.token.TargetSecrets;
import io.postern.gateway.upstream.UpstreamCall;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Flux;

@Configuration(proxyBeanMethods = false)
class ProxyConfiguration {

    @Bean
    ProxyFilter.Steps steps(
            PlanTable plans,
            RequestSanitizer sanitizer,
            CallerAuthenticator callers,
            BodyReader bodies,
            RuleGate rules,
            RateLimiter limits,
            TargetSecrets secrets,
            Injectors injectors,
            UpstreamCall upstream) {
        return new ProxyFilter.Steps(plans, sanitizer, callers, bodies, rules, limits, secrets, injectors, upstream);
    }

    @Bean
    ProxyFilter proxyFilter(ProxyFilter.Steps steps, FailureWriter failures, CallRecorder recorder) {
        return new ProxyFilter(steps, failures, recorder);
    }

    @Bean(initMethod = "start")
    ChangedProxies changedProxies(PlanTable plans, EndlessCalls calls) {
        return new ChangedProxies(plans, calls, InstantSource.system());
    }

    /** In place of Spring Cloud Gateway's own: ours is the only filter, whatever else is on the class path. */
    @Bean
    FilteringWebHandler filteringWebHandler(ProxyFilter filter) {
        return new FilteringWebHandler(List.of(filter), true);
    }

    /** One route for everything: which proxy a call is for is looked up by the filter, in one step. */
    @Bean
    Route everything() {
        return Route.async()
                .id("everything")
                .uri("no://target")
                .predicate(exchange -> true)
                .build();
    }

    @Bean
    RouteLocator routes(Route everything) {
        return () -> Flux.just(everything);
    }

    /** In place of Spring Cloud Gateway's own, for the same reason. */
    @Bean
    NothingMapped routePredicateHandlerMapping(
            FilteringWebHandler handler, RouteLocator routes, Environment environment) {
        return new NothingMapped(handler, routes, environment);
    }

    /** Of the public port: the management context has a server, and customizers, of its own. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> callEntrance(
            FilteringWebHandler handler, Route everything) {
        CallEntrance entrance = new CallEntrance(handler, everything);
        return server -> server.addRouteProviders(routes -> routes.route(request -> true, entrance));
    }
}
