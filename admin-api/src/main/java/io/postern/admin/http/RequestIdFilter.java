package io.postern.admin.http;

import io.postern.admin.id.ResourceId;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Gives every request an id, the caller's own where it is a harmless one, and says it in the answer, the log and the audit.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class RequestIdFilter implements WebFilter {

    public static final String HEADER = "postern-request-id";

    private static final String ATTRIBUTE = RequestIdFilter.class.getName();
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    /** The id of this request. */
    public static String of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }

    /** Notes for the log whose request this is. */
    public static void ofUser(ServerWebExchange exchange, String userId) {
        exchange.getAttributes().put(RequestLine.USER, userId);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String sent = exchange.getRequest().getHeaders().getFirst(HEADER);
        String id = sent != null && HARMLESS.matcher(sent).matches() ? sent : ResourceId.next("req_");
        exchange.getAttributes().put(ATTRIBUTE, id);
        exchange.getResponse().getHeaders().set(HEADER, id);
        long start = System.nanoTime();
        return chain.filter(exchange)
                .doFinally(signal -> RequestLine.write(
                        exchange,
                        id,
                        System.nanoTime() - start,
                        signal == SignalType.CANCEL && !exchange.getResponse().isCommitted()));
    }
}
