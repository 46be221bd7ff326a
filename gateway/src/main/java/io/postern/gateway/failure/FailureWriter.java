package io.postern.gateway.failure;

import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Writes a refusal as the answer: the one place where the gateway says no to a call. What never becomes one is refused on its connection. */
public final class FailureWriter {

    private final int deniedStatus;

    FailureWriter(FailureProperties properties) {
        this.deniedStatus = Integer.parseInt(properties.deniedStatus());
    }

    /**
     * Writes {@link RefusalBody} with the code's status. An answer that has begun can't be
     * taken back: then the connection is broken off, so that the caller does not take half of it for the whole.
     *
     * @param requestId the id under which the call is recorded
     */
    public Mono<Void> write(ServerWebExchange exchange, String requestId, Refusal refusal) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(new RefusedException(refusal));
        }
        int status = status(refusal.code());
        response.setStatusCode(HttpStatusCode.valueOf(status));
        HttpHeaders headers = response.getHeaders();
        headers.clear();
        headers.set(ProxyHeaders.CODE, refusal.code().party().proxyCode());
        headers.set(ProxyHeaders.MESSAGE, refusal.message());
        headers.set(ProxyHeaders.ERROR_SOURCE, "gateway");
        headers.set(ProxyHeaders.REQUEST_ID, requestId);
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        if (status == 401) {
            challenge(exchange.getRequest().getHeaders(), headers);
        }
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(retryAfter)));
        }
        byte[] body = RefusalBody.of(refusal, requestId);
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
            return response.setComplete();
        }
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    /**
     * RFC 9110, section 15.5.2 asks for a challenge. git, wget and Maven show the key that they were given to none but one
     * of {@code Basic}. It would open a dialog in a browser, which says that it is one (Fetch Metadata).
     */
    private static void challenge(HttpHeaders request, HttpHeaders answer) {
        answer.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"postern\"");
        if (!request.containsHeader("Sec-Fetch-Mode")) {
            answer.add(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"postern\", charset=\"UTF-8\"");
        }
    }

    /** A caller who comes back after this time must not come too early: up, never down. */
    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusSeconds(1).minusNanos(1).toSeconds());
    }

    /** The status with which a refusal of this code is answered. */
    public int status(RefusalCode code) {
        return code == RefusalCode.INVALID_PROXY_CREDENTIAL ? deniedStatus : code.status();
    }
}
