package io.postern.gateway.inbound;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.credential.CallerPlace;
import io.postern.core.credential.Place;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.request.AmbiguousRequestException;
import io.postern.core.request.AmbiguousRequestException.Part;
import io.postern.core.request.CallMethods;
import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.DroppedHeaders;
import io.postern.core.request.PassedReferer;
import io.postern.core.request.PathCanonicalizer;
import io.postern.core.request.PresentedQuery;
import io.postern.core.request.QueryCanonicalizer;
import io.postern.core.request.QueryParameter;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Step 2: makes of what the caller sent what the target will get, but for the secret. Rules look at the result, so that
 * they judge exactly what is forwarded.
 *
 * <p>The path and the query become canonical. The caller's credential is taken out of every place where it can be. Header
 * fields of this connection, fields that the caller's {@code Connection} names, fields about where a request came from, and
 * fields that override method or path are left out, and so are those of the caller's trace where the plan does not hand it
 * on; {@code Cookie}, {@code User-Agent} and all others pass as they are.
 * (Some frameworks also take a method from a {@code _method} parameter or form field; that is data, which passes.)
 *
 * <p>Refusals: {@code ambiguous_path}, {@code ambiguous_query}, {@code ambiguous_header}, {@code method_not_allowed}, and
 * {@code bad_request} for a WebSocket that can't be opened.
 */
public final class RequestSanitizer {

    private static final String API_KEY = "X-API-Key";

    /**
     * Sanitizes one request.
     *
     * @param rawPathAfterProxyId see {@link ProxyPath#rest()}
     */
    public Outcome<InboundRequest> sanitize(ServerHttpRequest request, ProxyPlan plan, String rawPathAfterProxyId) {
        String method = request.getMethod().name();
        if (!CallMethods.ALL.contains(method)) {
            return Outcome.refused(Refusal.of(RefusalCode.METHOD_NOT_ALLOWED, CallMethods.refusal()));
        }
        try {
            return inbound(request, method, plan, rawPathAfterProxyId);
        } catch (AmbiguousRequestException e) {
            return Outcome.refused(Refusal.of(code(e.part()), e.reason()));
        }
    }

    private static Outcome<InboundRequest> inbound(
            ServerHttpRequest request, String method, ProxyPlan plan, String rawPathAfterProxyId) {
        HttpServerRequest server = ServerHttpRequestDecorator.getNativeRequest(request);
        HttpHeaders received = server.requestHeaders();
        String path = PathCanonicalizer.canonicalize(
                        rawPathAfterProxyId, plan.target().encodedSlashes())
                .value();
        if (path.isEmpty() && plan.target().url().basePath().isEmpty()) {
            // What the request line will have, for rules to see.
            path = "/";
        }
        CanonicalQuery whole =
                QueryCanonicalizer.canonicalize(RawTarget.of(request).query());
        CallerPlace own = plan.caller().spec().ownPlace().orElse(null);
        String ownHeader = own != null && own.in() == Place.HEADER ? own.name() : null;
        String ownParameter = own != null && own.in() == Place.QUERY ? own.name() : null;
        PresentedCredential presented = new PresentedCredential(
                only(received, "Authorization"),
                only(received, API_KEY),
                PresentedQuery.read(whole),
                ownHeader != null
                        ? only(received, ownHeader)
                        : ownParameter != null ? PresentedQuery.read(whole, ownParameter) : null);
        CanonicalQuery query = PresentedQuery.without(whole, ownParameter);
        boolean webSocket = WebSocketHandshake.isAskedFor(method, server.version(), received);
        if (webSocket && !WebSocketHandshake.isValid(received)) {
            return Outcome.refused(Refusal.of(
                    RefusalCode.BAD_REQUEST,
                    "A WebSocket takes one key of 16 bytes, version 13 and no body (RFC 6455, section 4.2.1)"));
        }
        DroppedHeaders dropped = DroppedHeaders.of(
                received.getAll(HttpHeaderNames.CONNECTION), ownHeader, webSocket, plan.tracePropagation());
        HttpHeaders headers = passing(received, dropped, ownParameter);
        OutboundRequest outbound = new OutboundRequest(method, plan.target().url(), path, encoded(query), headers);
        long bodyLength = webSocket ? 0 : bodyLength(received);
        outbound.streamedBody(bodyLength);
        return Outcome.passed(new InboundRequest(
                outbound,
                presented,
                query,
                consumer -> headers.forEach(field -> consumer.accept(field.getKey(), field.getValue())),
                webSocket,
                bodyLength != 0));
    }

    private static @Nullable String only(HttpHeaders received, String name) {
        List<String> values = received.getAll(name);
        if (values.size() > 1) {
            throw new AmbiguousRequestException(Part.HEADER, "The header " + name + " must not stand more than once.");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static HttpHeaders passing(HttpHeaders received, DroppedHeaders dropped, @Nullable String ownParameter) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        Iterator<Map.Entry<String, String>> fields = received.iteratorAsString();
        while (fields.hasNext()) {
            Map.Entry<String, String> field = fields.next();
            if (!dropped.contains(field.getKey())) {
                headers.add(field.getKey(), PassedReferer.of(field.getKey(), field.getValue(), ownParameter));
            }
        }
        return headers;
    }

    private static List<String> encoded(CanonicalQuery query) {
        List<String> encoded = new ArrayList<>(query.parameters().size());
        for (QueryParameter parameter : query.parameters()) {
            encoded.add(parameter.encoded());
        }
        return encoded;
    }

    /** As {@link OutboundRequest#streamedBody} takes it; the request's head was checked, so that it is a number. */
    private static long bodyLength(HttpHeaders received) {
        if (received.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return -1;
        }
        String length = received.get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static RefusalCode code(Part part) {
        return switch (part) {
            case PATH -> RefusalCode.AMBIGUOUS_PATH;
            case QUERY -> RefusalCode.AMBIGUOUS_QUERY;
            case HEADER -> RefusalCode.AMBIGUOUS_HEADER;
        };
    }
}
