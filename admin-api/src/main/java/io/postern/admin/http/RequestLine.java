package io.postern.admin.http;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Writes a request's line to the logger {@code postern.requests}, with the names that a call's line has. Nothing in it is of
 * the caller's choice but ids of the form that are ours, and the request's id: no path, no query, no header and no body.
 */
final class RequestLine {

    static final String USER = RequestLine.class.getName() + ".user";
    static final String CODE = RequestLine.class.getName() + ".code";

    private static final Logger REQUESTS = LoggerFactory.getLogger("postern.requests");
    private static final Pattern CLIENT = Pattern.compile("cli_[0-9a-z]{26}");

    /** What Spring has for every path that nothing else takes. */
    private static final String ANY = "/**";

    private RequestLine() {}

    /**
     * At the request's end.
     *
     * @param cancelled the caller went away before it was answered
     */
    static void write(ServerWebExchange exchange, String id, long tookNanos, boolean cancelled) {
        if (!REQUESTS.isInfoEnabled()) {
            return;
        }
        HttpMethod method = exchange.getRequest().getMethod();
        LoggingEventBuilder line = REQUESTS.atInfo()
                .addKeyValue("requestId", id)
                .addKeyValue("method", known(method) ? method.name() : "other")
                .addKeyValue("micros", TimeUnit.NANOSECONDS.toMicros(tookNanos));
        if (exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof PathPattern pattern
                && !pattern.getPatternString().equals(ANY)) {
            line = line.addKeyValue("route", pattern.getPatternString());
        }
        line = with(line, "clientId", clientId(exchange));
        line = with(line, "userId", exchange.getAttribute(USER));
        if (cancelled) {
            line.log("cancelled by the caller");
            return;
        }
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        line = with(line, "status", status == null ? null : (Integer) status.value());
        String code = exchange.getAttribute(CODE);
        with(line, "code", code).log(code == null ? "answered" : "refused");
    }

    private static boolean known(HttpMethod method) {
        for (HttpMethod one : HttpMethod.values()) {
            if (one.equals(method)) {
                return true;
            }
        }
        return false;
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String key, @Nullable Object value) {
        return value == null ? line : line.addKeyValue(key, value);
    }

    private static @Nullable String clientId(ServerWebExchange exchange) {
        Map<String, String> variables = exchange.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        String id = variables == null ? null : variables.get("clientId");
        return id != null && CLIENT.matcher(id).matches() ? id : null;
    }
}
