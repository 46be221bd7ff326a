package io.postern.gateway.trace;

import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The two spans of one call: the call itself, and in it the target's part. Belongs to the call. */
public final class CallTrace {

    /** Of a call without spans. */
    public static final CallTrace NONE = new CallTrace(null, Span.getInvalid(), Context.root(), "");

    private final @Nullable Tracer tracer;
    private final Span call;
    private final Context context;
    private final String method;
    private @Nullable Span upstream;

    CallTrace(@Nullable Tracer tracer, Span call, Context context, String method) {
        this.tracer = tracer;
        this.call = call;
        this.context = context;
        this.method = method;
    }

    /** Its id as the log has it; null where the call has none. */
    public @Nullable String id() {
        return tracer == null ? null : call.getSpanContext().getTraceId();
    }

    /**
     * The target's part begins. Where the plan hands traces on, the request gets this part's {@code traceparent} and
     * {@code tracestate} in place of the caller's; so this is to come before anybody signs the request. The path is noted as
     * it is before a secret is put into it.
     */
    public void sending(ProxyPlan plan, OutboundRequest request) {
        if (tracer == null) {
            return;
        }
        TargetUrl target = request.target();
        Span span = tracer.spanBuilder(method.equals("_OTHER") ? "HTTP" : method)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(context)
                .setAttribute(SpanAttributes.METHOD, method)
                .setAttribute(SpanAttributes.SERVER_ADDRESS, target.host())
                .setAttribute(SpanAttributes.SERVER_PORT, (long) target.port())
                .setAttribute(SpanAttributes.PROTOCOL_VERSION, "1.1")
                .startSpan();
        if (span.isRecording()) {
            span.setAttribute(
                    SpanAttributes.URL,
                    (target.secure() ? "https://" : "http://") + target.authority() + request.requestPath());
        }
        upstream = span;
        if (plan.tracePropagation()) {
            HttpHeaders headers = request.headers();
            headers.remove("traceparent");
            headers.remove("tracestate");
            W3CTraceContextPropagator.getInstance()
                    .inject(
                            context.with(span),
                            headers,
                            (to, name, value) -> Objects.requireNonNull(to).set(name, value));
        }
    }

    /** The call has ended. */
    public void end(CallEnd end) {
        if (tracer == null) {
            return;
        }
        if (call.isRecording()) {
            describe(end);
        }
        Span target = upstream;
        // One that was never sent is never ended, and so never told of.
        if (target != null && end.sent()) {
            endUpstream(target, end);
        }
        call.end();
    }

    private void describe(CallEnd end) {
        call.setAttribute(SpanAttributes.BY, end.by());
        call.setAttribute(SpanAttributes.OUTCOME, end.outcome());
        ProxyPlan plan = end.plan();
        if (plan != null) {
            call.setAttribute(SpanAttributes.CLIENT, plan.clientId());
            call.setAttribute(SpanAttributes.PROXY, plan.proxyId());
            call.setAttribute(SpanAttributes.TARGET, plan.target().targetId());
            if (end.path() != null) {
                call.setAttribute(SpanAttributes.PATH, "/api/" + plan.proxyId() + end.path());
            }
        }
        if (end.ruleId() != null) {
            call.setAttribute(SpanAttributes.RULE, end.ruleId());
        }
        if (end.status() > 0) {
            call.setAttribute(SpanAttributes.STATUS, end.status());
        }
        if (end.status() >= 500 || end.broken()) {
            call.setStatus(StatusCode.ERROR);
            call.setAttribute(SpanAttributes.ERROR, end.broken() ? end.outcome() : Integer.toString(end.status()));
        }
        call.setAttribute(SpanAttributes.REQUEST_BYTES, end.requestBytes());
        call.setAttribute(SpanAttributes.RESPONSE_BYTES, end.responseBytes());
    }

    private static void endUpstream(Span span, CallEnd end) {
        int status = end.targetStatus();
        if (status > 0) {
            span.setAttribute(SpanAttributes.STATUS, status);
        }
        if (status == 0 || status >= 400 || end.broken()) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(
                    SpanAttributes.ERROR, status >= 400 && !end.broken() ? Integer.toString(status) : end.outcome());
        }
        span.end();
    }
}
