package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.http.HttpHeaders;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.postern.core.change.ResourceKind;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.RunningGateway;
import io.postern.gateway.expiry.ExpiryMeters;
import io.postern.gateway.expiry.LookedNow;
import io.postern.gateway.plan.TestRows;
import io.postern.testing.OtlpReceiver;
import io.postern.testing.OtlpReceiver.ReceivedSpan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is told of calls: spans at a collector, the line in the log, the metrics; and that one id stands in all of them. */
class TelemetryIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private static OtlpReceiver collector;
    private static RunningGateway gateway;
    private static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        collector = new OtlpReceiver();
        Path headers = Files.writeString(folder.resolve("headers"), "Authorization: Bearer of-the-collector\n");
        gateway = RunningGateway.start(
                "--postern.gateway.trace.endpoint=" + collector.endpoint(),
                "--postern.gateway.trace.headers-file=" + headers,
                // So that what is told of a refusal can be told from its code's own status.
                "--postern.gateway.compat.denied-status=403",
                "--postern.gateway.record.log-sample=1",
                "--postern.gateway.record.clients=1",
                "--postern.gateway.record.targets=1");
        LINES.start();
        ((Logger) LoggerFactory.getLogger("postern.calls")).addAppender(LINES);
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger("postern.calls")).detachAppender(LINES);
        gateway.close();
        collector.close();
    }

    @Test
    void callWhenAnsweredThenSpansLineAndAnswerHaveOneId() throws Exception {
        HttpResponse<String> answer = call(gateway.proxy().proxy(), "/v1/things?secret=in-the-query");
        String requestId = answer.headers().firstValue("postern-request-id").orElseThrow();
        ReceivedSpan call = collector.await(1, "postern.request.id", requestId).get(0);
        ReceivedSpan upstream = child(call);

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
        assertThat(line(requestId)).containsEntry("traceId", call.traceId()).containsEntry("by", "answered");
        assertNothingSecret();
        assertThat(collector.authorizations()).contains("Bearer of-the-collector");
    }

    @Test
    void callWhenRefusedThenOneSpanSaysByWhom() throws Exception {
        HttpResponse<String> answer = send(
                HttpRequest.newBuilder(gateway.uri("/api/" + gateway.proxy().proxy() + "/v1/a"))
                        .header("Authorization", "wrong"));
        ReceivedSpan call = collector
                .await(
                        1,
                        "postern.request.id",
                        answer.headers().firstValue("postern-request-id").orElseThrow())
                .get(0);

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
        HttpResponse<String> answer = call(gateway.proxy().proxy(), "/status/503");
        ReceivedSpan call = collector
                .await(
                        1,
                        "postern.request.id",
                        answer.headers().firstValue("postern-request-id").orElseThrow())
                .get(0);

        assertThat(call.error()).isTrue();
        assertThat(call.attributes()).containsEntry("error.type", "503").containsEntry("postern.outcome", "5xx");
        assertThat(child(call).error()).isTrue();
        assertThat(child(call).attributes()).containsEntry("error.type", "503");
    }

    @Test
    void callWhenByHttp10ThenItsSpansAreThoseOfAnyCall() throws Exception {
        String answer = raw(
                gateway.uri("/").getPort(),
                "GET /api/" + gateway.proxy().proxy() + "/v1/old?secret=in-the-query HTTP/1.0\r\nAuthorization: "
                        + RunningGateway.CALLER_KEY + "\r\n\r\n");
        ReceivedSpan call = span(requestId(answer));

        assertThat(answer).startsWith("HTTP/1.0 200 ").endsWith("hello");
        assertThat(call.name()).isEqualTo("GET /api/{proxyId}");
        assertThat(call.error()).isFalse();
        assertThat(call.attributes())
                .containsAllEntriesOf(Map.of(
                        "http.response.status_code", "200",
                        "url.path", "/api/" + gateway.proxy().proxy() + "/v1/old",
                        "postern.outcome", "2xx",
                        "http.response.body.size", "5"));
        assertThat(child(call).attributes())
                .containsAllEntriesOf(Map.of(
                        "http.response.status_code", "200",
                        "network.protocol.version", "1.1",
                        "url.full", gateway.targetUrl() + "/base/v1/old"));
        assertThat(line(requestId(answer))).containsEntry("traceId", call.traceId());
        assertNothingSecret();
    }

    @Test
    void callWhenByHttp10AndRefusedThenOneSpanSaysByWhom() throws Exception {
        String answer = raw(
                gateway.uri("/").getPort(),
                "GET /api/" + gateway.proxy().proxy() + "/v1/old HTTP/1.0\r\nAuthorization: wrong-key\r\n\r\n");
        ReceivedSpan call = span(requestId(answer));

        assertThat(call.attributes())
                .containsEntry("postern.outcome", "invalid_proxy_credential")
                .containsEntry("http.response.status_code", "403");
        assertThat(collector.trace(call.traceId())).hasSize(1);
        assertNothingSecret();
    }

    @Test
    void webSocketWhenItHasClosedThenItsSpansSayThatItWasSwitchedAndHowMuchWent() throws Exception {
        String trace = TRACE.replace('0', '3');
        gateway.answer(
                "/echo?secret=in-the-query",
                (request, response) -> response.sendWebsocket(
                        (in, out) -> out.sendString(in.receive().asString().take(1))));
        String answer = webSocket("/echo?secret=in-the-query", "traceparent: " + parent(trace, "01") + "\r\n", true);
        ReceivedSpan call = span(requestId(answer));

        assertThat(answer).startsWith("HTTP/1.1 101 ");
        assertThat(call.name()).isEqualTo("GET /api/{proxyId}");
        assertThat(call.traceId()).isEqualTo(trace);
        assertThat(call.parentId()).isEqualTo(PARENT);
        assertThat(call.error()).isFalse();
        assertThat(call.attributes())
                .containsAllEntriesOf(Map.of(
                        "http.response.status_code", "101",
                        "url.path", "/api/" + gateway.proxy().proxy() + "/echo",
                        "postern.by", "answered",
                        "postern.outcome", "1xx",
                        "http.request.body.size", "4",
                        "http.response.body.size", "4"));
        assertThat(child(call).error()).isFalse();
        assertThat(child(call).attributes())
                .containsAllEntriesOf(
                        Map.of("http.response.status_code", "101", "url.full", gateway.targetUrl() + "/base/echo"));
        assertThat(head().contains("traceparent")).isFalse();
        assertThat(line(requestId(answer))).containsEntry("traceId", trace).containsEntry("status", "101");
        assertNothingSecret();
    }

    @Test
    void webSocketWhenItsCallerIsRefusedThenOneSpanSaysByWhom() throws Exception {
        String answer = webSocket("/echo", "", false);
        ReceivedSpan call = span(requestId(answer));

        assertThat(call.attributes())
                .containsEntry("postern.outcome", "invalid_proxy_credential")
                .containsEntry("http.response.status_code", "403");
        assertThat(collector.trace(call.traceId())).hasSize(1);
    }

    @Test
    void webSocketWhenTheTargetRefusesTheUpgradeThenBothSpansHaveItsStatus() throws Exception {
        String answer = webSocket("/status/503", "", true);
        ReceivedSpan call = span(requestId(answer));

        assertThat(answer).startsWith("HTTP/1.1 503 ");
        assertThat(call.error()).isTrue();
        assertThat(call.attributes()).containsEntry("error.type", "503").containsEntry("postern.outcome", "5xx");
        assertThat(child(call).error()).isTrue();
        assertThat(child(call).attributes()).containsEntry("http.response.status_code", "503");
    }

    /** One frame of four octets there, one back, and the close of whoever begins with it; the head of the answer. */
    private static String webSocket(String path, String headers, boolean withKey) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("GET /api/" + gateway.proxy().proxy() + path + " HTTP/1.1\r\nHost: g\r\nAuthorization: "
                            + (withKey ? RunningGateway.CALLER_KEY : "wrong-key") + "\r\n" + headers
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            if (head.indexOf("HTTP/1.1 101 ") == 0) {
                // RFC 6455, section 5.2: a final text frame of four octets, masked with zeros; then a close frame of
                // 1000.
                out.write(new byte[] {(byte) 0x81, (byte) 0x84, 0, 0, 0, 0, 'p', 'i', 'n', 'g'});
                assertThat(in.readNBytes(6)).containsExactly(0x81, 4, 'p', 'i', 'n', 'g');
                try {
                    out.write(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xE8});
                    in.readAllBytes();
                } catch (SocketException closed) {
                    // The target had closed, too, and the gateway with it, before this close came.
                    assertThat(closed).hasMessageMatching("Connection reset.*|Broken pipe.*");
                }
            }
            return head.toString();
        }
    }

    private static ReceivedSpan span(String requestId) {
        return collector.await(1, "postern.request.id", requestId).get(0);
    }

    private static String requestId(String answer) {
        return answer.lines()
                .filter(line -> line.startsWith("postern-request-id: "))
                .map(line -> line.substring("postern-request-id: ".length()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertNothingSecret() {
        assertThat(String.join("", collector.texts()))
                .doesNotContain("in-the-query", RunningGateway.SECRET, RunningGateway.CALLER_KEY, "wrong-key");
    }

    @Test
    void callWhenItBringsATraceThenTheTraceGoesOnHereAndNotToTheTarget() throws Exception {
        call(
                gateway.proxy().proxy(),
                "/v1/continued",
                "traceparent",
                parent(TRACE, "01"),
                "tracestate",
                "vendor=1",
                "baggage",
                "user=7");
        List<ReceivedSpan> spans = collector.awaitTrace(TRACE, 2);

        assertThat(spans)
                .anyMatch(span -> span.parentId().equals(PARENT)
                        && span.kind() == SpanKind.SPAN_KIND_SERVER
                        && span.state().equals("vendor=1"));
        HttpHeaders received = head();
        assertThat(received.contains("traceparent")).isFalse();
        assertThat(received.contains("tracestate")).isFalse();
        assertThat(received.contains("baggage")).isFalse();
    }

    @Test
    void callWhenTheProxyHandsTracesOnThenTheTargetIsToldOfTheInnerSpan() throws Exception {
        String trace = TRACE.replace('0', '1');
        gateway.rows().write(tx -> tx.handOnTraces(gateway.proxy()));
        try {
            Awaitility.await().until(() -> gateway.plan().tracePropagation());
            call(
                    gateway.proxy().proxy(),
                    "/v1/handed-on",
                    "traceparent",
                    parent(trace, "01"),
                    "tracestate",
                    "vendor=1",
                    "baggage",
                    "user=7");
            HttpHeaders received = head();
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
        String trace = TRACE.replace('0', '2');
        HttpResponse<String> answer =
                call(gateway.proxy().proxy(), "/v1/unsampled", "traceparent", parent(trace, "00"));
        // One that comes later is there, so that this one would be.
        HttpResponse<String> later = call(gateway.proxy().proxy(), "/v1/later");
        collector.await(
                1,
                "postern.request.id",
                later.headers().firstValue("postern-request-id").orElseThrow());

        assertThat(collector.trace(trace)).isEmpty();
        assertThat(line(answer.headers().firstValue("postern-request-id").orElseThrow()))
                .containsEntry("traceId", trace);
    }

    @Test
    void callWhenItsTraceIsNoneThenItBeginsOne() throws Exception {
        for (String broken : List.of("00-" + "0".repeat(32) + "-" + PARENT + "-01", "nonsense", "ff-1-2-3")) {
            HttpResponse<String> answer = call(gateway.proxy().proxy(), "/v1/a", "traceparent", broken);
            ReceivedSpan call = collector
                    .await(
                            1,
                            "postern.request.id",
                            answer.headers().firstValue("postern-request-id").orElseThrow())
                    .get(0);
            assertThat(call.parentId()).as(broken).isEmpty();
        }
    }

    @Test
    void requestWhenItCanNotBeReadThenItHasAnIdALineAndACount() throws Exception {
        double before = metric("postern_calls_seconds_count{by=\"caller\",outcome=\"bad_request\"}");
        String answer = raw(gateway.uri("/").getPort(), "GET /api/p HTTP/1.1\r\nHost: a\r\nX : secret-header\r\n\r\n");
        String requestId = requestId(answer);

        assertThat(answer).contains("\"requestId\":\"" + requestId + "\"");
        assertThat(line(requestId)).containsEntry("code", "bad_request");
        assertThat(metric("postern_calls_seconds_count{by=\"caller\",outcome=\"bad_request\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    void metricsWhenMoreClientsCallThanHaveATagThenTheRestIsOther() throws Exception {
        call(gateway.proxy().proxy(), "/v1/first");
        call(gateway.oauth2Proxy().proxy(), "/v1/second");
        String page = scrape();

        assertThat(page)
                .contains("postern_client_calls_total{by=\"answered\",client=\""
                        + gateway.proxy().client() + "\"}");
        assertThat(page)
                .contains("postern_target_upstream_time_seconds_count{target=\""
                        + gateway.proxy().target() + "\"}");
        assertThat(metric("postern_client_calls_total{by=\"answered\",client=\"other\"}"))
                .isPositive();
        assertThat(metric("postern_target_calls_total{by=\"answered\",target=\"other\"}"))
                .isPositive();
        assertThat(page.lines().filter(line -> line.startsWith("postern_client_calls_total{by=\"answered\"")))
                .hasSize(2);
    }

    @Test
    void metricsWhenAStoredTokenSaysWhenItEndsThenThatIsTold() throws Exception {
        long end = Instant.now().plus(Duration.ofDays(10)).getEpochSecond();
        TestRows.Ids ids = gateway.proxy(
                "/base", "jwt", "{}", SecretBundle.of("token", SecretValue.of(jwt("{\"exp\":" + end + "}"))));
        assertThat(call(ids.proxy(), "/v1/with-a-stored-jwt").statusCode()).isEqualTo(200);
        LookedNow.at(gateway.bean(ExpiryMeters.class));

        assertThat(metric("postern_credential_expiry_timestamp_seconds{credential=\"" + ids.injection()
                        + "\",what=\"secret\"}"))
                .isEqualTo((double) end);
    }

    private static String jwt(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return String.join(
                ".",
                base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)),
                base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)),
                "c2ln");
    }

    @Test
    void metricsWhenConnectionsAreUsedThenPoolsAndBreakersAreTold() throws Exception {
        call(gateway.proxy().proxy(), "/v1/pooled");

        assertThat(metric("postern_upstream_connections{pool=\"calls\",state=\"idle\"}"))
                .isPositive();
        assertThat(metric("postern_upstream_waiting{pool=\"calls\"}")).isZero();
        assertThat(metric("postern_breakers{state=\"open\"}")).isZero();
        assertThat(metric("postern_addresses_refused_total")).isZero();
        assertThat(metric("postern_gateway_plans_behind")).isZero();
        assertThat(metric("postern_call_gateway_time_seconds_bucket{le=\"10.0\"}"))
                .isPositive();
        assertThat(metric("postern_calls_in_flight")).isZero();
    }

    /** Whatever comes until the connection ends. */
    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String parent(String trace, String flags) {
        return "00-" + trace + "-" + PARENT + "-" + flags;
    }

    private static ReceivedSpan child(ReceivedSpan of) {
        return collector.awaitTrace(of.traceId(), 2).stream()
                .filter(span -> span.parentId().equals(of.spanId()))
                .findFirst()
                .orElseThrow();
    }

    private static HttpHeaders head() {
        return gateway.heads().get(gateway.heads().size() - 1);
    }

    private static Map<String, String> line(String requestId) {
        return Awaitility.await()
                .until(
                        () -> List.copyOf(LINES.list).stream()
                                .map(TelemetryIT::pairs)
                                .filter(pairs -> requestId.equals(pairs.get("requestId")))
                                .toList(),
                        lines -> !lines.isEmpty())
                .get(0);
    }

    private static Map<String, String> pairs(ILoggingEvent event) {
        return event.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    private double metric(String name) throws Exception {
        return scrape().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private String scrape() throws Exception {
        return http.send(
                        HttpRequest.newBuilder(gateway.managementUri("/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    private HttpResponse<String> call(String proxy, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri("/api/" + proxy + path))
                .header("Authorization", RunningGateway.CALLER_KEY);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
