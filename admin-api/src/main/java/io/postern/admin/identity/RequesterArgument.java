package io.postern.admin.identity;

import io.postern.admin.http.RequestIdFilter;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Gives controllers their {@link Requester}. */
@Configuration(proxyBeanMethods = false)
class RequesterArgument implements WebFluxConfigurer, HandlerMethodArgumentResolver {

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Requester.class);
    }

    @Override
    public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Requester.class;
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        return ReactiveSecurityContextHolder.getContext()
                .map(context -> {
                    Identity identity =
                            context.getAuthentication() instanceof PresentedToken token ? token.identity() : null;
                    if (identity == null) {
                        throw new IllegalStateException("a handler was reached without a user");
                    }
                    RequestIdFilter.ofUser(exchange, identity.id());
                    return (Object) new Requester(identity, RequestIdFilter.of(exchange));
                })
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("a handler was reached without a user")));
    }
}
