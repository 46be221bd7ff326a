package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.postern.core.change.ResourceKind;
import io.postern.gateway.RunningGateway;
import io.postern.testing.OtlpReceiver;
import io.postern.testing.OtlpReceiver.ReceivedSpan;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spans of calls, at a collector: HTTP/1.1, HTTP/1.0 and WebSockets, and the traces that callers bring. */
class SpansIT {

    private static ToldOfCalls told;
    private static RunningGateway gateway;
    private static OtlpReceiver collector;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        told = new ToldOfCalls(folder);
        gateway = told.gateway;
        collector = told.collector;
    }

    @AfterAll
    static void stop() {
        told.close();
    }

    @Test
    void callWhenAnsweredThenSpansLineAndAnswerHaveOneId() throws Exception {
        HttpResponse<String> answer = told.call(gateway.proxy().proxy(), "/v1/things?secret=in-the-query");
        String requestId = ToldOfCalls.requestId(answer);
        ReceivedSpan call = told.span(requestId);
        ReceivedSpan upstream = told.child(call);

        assertThat(call.name()).isEqualTo("GET /api/{proxyId}");
        assertThat(call.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(call.parentId()).isEmpty();
        assertThat(call.error()).isFalse();
        assertThat(call.attributes())
                .containsAllEntriesOf(Map.of(
                        "http.request.method", "GET",
                        "http.route", "/api/{proxyId}",
                        "http.response.status_code", "200",
                        "url.path", "/api/" + gateway.proxy().proxy() + "/v1/things",
                        "postern.by", "answered",
                        "postern.outcome", "2xx",
                        "postern.client.id", gateway.proxy().client(),
                        "postern.proxy.id", gateway.proxy().proxy(),
                        "postern.target.id", gateway.proxy().target(),
                        "http.response.body.size", "5"));
        assertThat(upstream.name()).isEqualTo("GET");
        assertThat(upstream.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(upstream.attributes())
                .containsAllEntriesOf(Map.of(
                        "http.request.method", "GET",
                        "http.response.status_code", "200",
                        "url.full", gateway.targetUrl() + "/base/v1/things",
                        "server.address", "127.0.0.1"));
        assertThat(told.line(requestId))
                .containsEntry("traceId", call.traceId())
                .containsEntry("by", "answered");
        told.assertNothingSecret();
        assertThat(collector.authorizations()).contains("Bearer of-the-collector");
    }

    @Test
    void callWhenRefusedThenOneSpanSaysByWhom() throws Exception {
        HttpResponse<String> answer = told.send(
                HttpRequest.newBuilder(gateway.uri("/api/" + gateway.proxy().proxy() + "/v1/a"))
                        .header("Authorization", "wrong"));
        ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));

        assertThat(call.attributes())
                .containsEntry("postern.by", "caller")
                .containsEntry("postern.outcome", "invalid_proxy_credential")
                .containsEntry("http.response.status_code", "403");
        assertThat(call.error())
                .as("the caller's mistake is no error of the server")
                .isFalse();
        assertThat(collector.trace(call.traceId())).hasSize(1);
    }

    @Test
    void callWhenTheTargetFailsThenBothSpansAreErrors() throws Exception {
        HttpResponse<String> answer = told.call(gateway.proxy().proxy(), "/status/503");
        ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));

        assertThat(call.error()).isTrue();
        assertThat(call.attributes()).containsEntry("error.type", "503").containsEntry("postern.outcome", "5xx");
        assertThat(told.child(call).error()).isTrue();
        assertThat(told.child(call).attributes()).containsEntry("error.type", "503");
    }

    @Test
    void callWhenByHttp10ThenItsSpansAreThoseOfAnyCall() throws Exception {
        String answer = ToldOfCalls.raw(
                gateway.uri("/").getPort(),
                "GET /api/" + gateway.proxy().proxy() + "/v1/old?secret=in-the-query HTTP/1.0\r\nAuthorization: "
                        + RunningGateway.CALLER_KEY + "\r\n\r\n");
        ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));

        assertThat(answer).startsWith("HTTP/1.0 200 ").endsWith("hello");
        assertThat(call.name()).isEqualTo("GET /api/{proxyId}");
        assertThat(call.error()).isFalse();
        assertThat(call.attributes())
                .containsAllEntriesOf(Map.of(
                        "http.response.status_code", "200",
                        "url.path", "/api/" + gateway.proxy().proxy() + "/v1/old",
                        "postern.outcome", "2xx",
                        "http.response.body.size", "5"));
        assertThat(told.child(call).attributes())
                .containsAllEntriesOf(Map.of(
                        "http.response.status_code", "200",
                        "network.protocol.version", "1.1",
                        "url.full", gateway.targetUrl() + "/base/v1/old"));
        assertThat(told.line(ToldOfCalls.requestId(answer))).containsEntry("traceId", call.traceId());
        told.assertNothingSecret();
    }

    @Test
    void callWhenByHttp10AndRefusedThenOneSpanSaysByWhom() throws Exception {
        String answer = ToldOfCalls.raw(
                gateway.uri("/").getPort(),
                "GET /api/" + gateway.proxy().proxy() + "/v1/old HTTP/1.0\r\nAuthorization: wrong-key\r\n\r\n");
        ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));

        assertThat(call.attributes())
                .containsEntry("postern.outcome", "invalid_proxy_credential")
                .containsEntry("http.response.status_code", "403");
        assertThat(collector.trace(call.traceId())).hasSize(1);
        told.assertNothingSecret();
    }

    @Test
    void webSocketWhenItHasClosedThenItsSpansSayThatItWasSwitchedAndHowMuchWent() throws Exception {
        String trace = ToldOfCalls.TRACE.replace('0', '3');
        gateway.answer(
                "/echo?secret=in-the-query",
                (request, response) -> response.sendWebsocket(
                        (in, out) -> out.sendString(in.receive().asString().take(1))));
        String answer = told.webSocket(
                "/echo?secret=in-the-query", "traceparent: " + ToldOfCalls.parent(trace, "01") + "\r\n", true);
        ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));

        assertThat(answer).startsWith("HTTP/1.1 101 ");
        assertThat(call.name()).isEqualTo("GET /api/{proxyId}");
        assertThat(call.traceId()).isEqualTo(trace);
        assertThat(call.parentId()).isEqualTo(ToldOfCalls.PARENT);
        assertThat(call.error()).isFalse();
        assertThat(call.attributes())
                .containsAllEntriesOf(Map.of(
                        "http.response.status_code", "101",
                        "url.path", "/api/" + gateway.proxy().proxy() + "/echo",
                        "postern.by", "answered",
                        "postern.outcome", "1xx",
                        "http.request.body.size", "4",
                        "http.response.body.size", "4"));
        assertThat(told.child(call).error()).isFalse();
        assertThat(told.child(call).attributes())
                .containsAllEntriesOf(
                        Map.of("http.response.status_code", "101", "url.full", gateway.targetUrl() + "/base/echo"));
        assertThat(told.head().contains("traceparent")).isFalse();
        assertThat(told.line(ToldOfCalls.requestId(answer)))
                .containsEntry("traceId", trace)
                .containsEntry("status", "101");
        told.assertNothingSecret();
    }

    @Test
    void webSocketWhenItsCallerIsRefusedThenOneSpanSaysByWhom() throws Exception {
        String answer = told.webSocket("/echo", "", false);
        ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));

        assertThat(call.attributes())
                .containsEntry("postern.outcome", "invalid_proxy_credential")
                .containsEntry("http.response.status_code", "403");
        assertThat(collector.trace(call.traceId())).hasSize(1);
    }

    @Test
    void webSocketWhenTheTargetRefusesTheUpgradeThenBothSpansHaveItsStatus() throws Exception {
        String answer = told.webSocket("/status/503", "", true);
        ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));

        assertThat(answer).startsWith("HTTP/1.1 503 ");
        assertThat(call.error()).isTrue();
        assertThat(call.attributes()).containsEntry("error.type", "503").containsEntry("postern.outcome", "5xx");
        assertThat(told.child(call).error()).isTrue();
        assertThat(told.child(call).attributes()).containsEntry("http.response.status_code", "503");
    }

    @Test
    void callWhenItBringsATraceThenTheTraceGoesOnHereAndNotToTheTarget() throws Exception {
        told.call(
                gateway.proxy().proxy(),
                "/v1/continued",
                "traceparent",
                ToldOfCalls.parent(ToldOfCalls.TRACE, "01"),
                "tracestate",
                "vendor=1",
                "baggage",
                "user=7");
        List<ReceivedSpan> spans = collector.awaitTrace(ToldOfCalls.TRACE, 2);

        assertThat(spans)
                .anyMatch(span -> span.parentId().equals(ToldOfCalls.PARENT)
                        && span.kind() == SpanKind.SPAN_KIND_SERVER
                        && span.state().equals("vendor=1"));
        HttpHeaders received = told.head();
        assertThat(received.contains("traceparent")).isFalse();
        assertThat(received.contains("tracestate")).isFalse();
        assertThat(received.contains("baggage")).isFalse();
    }

    @Test
    void callWhenTheProxyHandsTracesOnThenTheTargetIsToldOfTheInnerSpan() throws Exception {
        String trace = ToldOfCalls.TRACE.replace('0', '1');
        gateway.rows().write(tx -> tx.handOnTraces(gateway.proxy()));
        try {
            Awaitility.await().until(() -> gateway.plan().tracePropagation());
            told.call(
                    gateway.proxy().proxy(),
                    "/v1/handed-on",
                    "traceparent",
                    ToldOfCalls.parent(trace, "01"),
                    "tracestate",
                    "vendor=1",
                    "baggage",
                    "user=7");
            HttpHeaders received = told.head();
            ReceivedSpan inner = collector.awaitTrace(trace, 2).stream()
                    .filter(span -> span.kind() == SpanKind.SPAN_KIND_CLIENT)
                    .findFirst()
                    .orElseThrow();

            assertThat(received.getAll("traceparent")).containsExactly("00-" + trace + "-" + inner.spanId() + "-01");
            assertThat(received.getAll("tracestate")).containsExactly("vendor=1");
            assertThat(received.get("baggage")).isEqualTo("user=7");
        } finally {
            gateway.rows().write(tx -> {
                tx.sql(
                        "update proxy set proxy_trace_propagation = false where proxy_id = ?",
                        gateway.proxy().proxy());
                tx.append(
                        ResourceKind.PROXY,
                        gateway.proxy().client(),
                        gateway.proxy().proxy());
            });
            Awaitility.await().until(() -> !gateway.plan().tracePropagation());
        }
    }

    @Test
    void callWhenItsCallerDoesNotSampleThenNoSpanAndTheIdAllTheSame() throws Exception {
        String trace = ToldOfCalls.TRACE.replace('0', '2');
        HttpResponse<String> answer =
                told.call(gateway.proxy().proxy(), "/v1/unsampled", "traceparent", ToldOfCalls.parent(trace, "00"));
        // One that comes later is there, so that this one would be.
        HttpResponse<String> later = told.call(gateway.proxy().proxy(), "/v1/later");
        told.span(ToldOfCalls.requestId(later));

        assertThat(collector.trace(trace)).isEmpty();
        assertThat(told.line(ToldOfCalls.requestId(answer))).containsEntry("traceId", trace);
    }

    @Test
    void callWhenItsTraceIsNoneThenItBeginsOne() throws Exception {
        for (String broken :
                List.of("00-" + "0".repeat(32) + "-" + ToldOfCalls.PARENT + "-01", "nonsense", "ff-1-2-3")) {
            HttpResponse<String> answer = told.call(gateway.proxy().proxy(), "/v1/a", "traceparent", broken);
            ReceivedSpan call = told.span(ToldOfCalls.requestId(answer));
            assertThat(call.parentId()).as(broken).isEmpty();
        }
    }
}
