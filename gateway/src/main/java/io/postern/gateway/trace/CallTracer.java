package io.postern.gateway.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.postern.core.request.CallMethods;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Begins the span of each call, as a child of the caller's where it brought a valid {@code traceparent}. */
public final class CallTracer {

    /** Every call's name but for its method: a name with an id in it would be one for each proxy. */
    private static final String ROUTE = "/api/{proxyId}";

    private static final TextMapGetter<HttpHeaders> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpHeaders headers) {
            return headers.headerNames();
        }

        @Override
        public @Nullable String get(@Nullable HttpHeaders headers, String name) {
            List<String> values = headers == null ? null : headers.get(name);
            if (values == null || values.isEmpty()) {
                return null;
            }
            // Of two parents nobody can say which is meant; a state may be cut into several fields.
            return values.size() == 1 || name.equals("tracestate") ? String.join(",", values) : null;
        }
    };

    private final @Nullable Tracer tracer;

    /** @param tracer null: no call has a span */
    CallTracer(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    /** One that traces nothing. */
    public static CallTracer off() {
        return new CallTracer(null);
    }

    /** The trace of a call that has just arrived. */
    public CallTrace begin(String method, HttpHeaders received, String requestId) {
        if (tracer == null) {
            return CallTrace.NONE;
        }
        String known = CallMethods.ALL.contains(method) ? method : "_OTHER";
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), received, HEADERS);
        Span span = tracer.spanBuilder((known.equals("_OTHER") ? "HTTP" : known) + " " + ROUTE)
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setAllAttributes(Attributes.of(
                        SpanAttributes.METHOD, known,
                        SpanAttributes.ROUTE, ROUTE,
                        SpanAttributes.SCHEME, "http",
                        SpanAttributes.REQUEST_ID, requestId))
                .startSpan();
        return new CallTrace(tracer, span, parent.with(span), known);
    }
}
