package io.postern.admin.http;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The one place that writes errors: {@code {"error":{"code","message","details"}}}. Comes before Spring Boot's own. */
@Component
@Order(-2)
public class ErrorWriter implements WebExceptionHandler {

    private final JsonMapper json;

    ErrorWriter(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        if (failure instanceof MethodNotAllowedException method) {
            exchange.getResponse().getHeaders().setAllow(method.getSupportedMethods());
        }
        return write(exchange, ErrorTranslator.translate(failure));
    }

    /** Answers with that error. */
    public Mono<Void> write(ServerWebExchange exchange, ApiException error) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(error.status());
        exchange.getAttributes().put(RequestLine.CODE, error.code().word());
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        if (error.code() == ErrorCode.UNAUTHENTICATED) {
            response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"postern\"");
        }
        if (error.status().value() == 503) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
        }
        byte[] body = json.writeValueAsBytes(
                ErrorDocument.of(error.code(), String.valueOf(error.getMessage()), error.details()));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
