package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.gateway.RunningGateway;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** A gateway whose spans, lines and metrics are looked at: with a collector, and with every sort of tag. */
final class ToldOfCalls implements AutoCloseable {

    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String PARENT = "b7ad6b7169203331";

    final OtlpReceiver collector = new OtlpReceiver();
    final RunningGateway gateway;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final HttpClient http = HttpClient.newHttpClient();

    ToldOfCalls(Path folder) throws Exception {
        Path headers = Files.writeString(folder.resolve("headers"), "Authorization: Bearer of-the-collector\n");
        gateway = RunningGateway.start(
                "--postern.gateway.trace.endpoint=" + collector.endpoint(),
                "--postern.gateway.trace.headers-file=" + headers,
                // So that what is told of a refusal can be told from its code's own status.
                "--postern.gateway.compat.denied-status=403",
                "--postern.gateway.record.log-sample=1",
                "--postern.gateway.record.clients=1",
                "--postern.gateway.record.targets=1");
        lines.start();
        ((Logger) LoggerFactory.getLogger("postern.calls")).addAppender(lines);
    }

    @Override
    public void close() {
        ((Logger) LoggerFactory.getLogger("postern.calls")).detachAppender(lines);
        gateway.close();
        collector.close();
    }

    HttpResponse<String> call(String proxy, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri("/api/" + proxy + path))
                .header("Authorization", RunningGateway.CALLER_KEY);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Whatever comes until the connection ends. */
    static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One frame of four octets there, one back, and the close of whoever begins with it; the head of the answer. */
    String webSocket(String path, String headers, boolean withKey) throws IOException {
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

    ReceivedSpan span(String requestId) {
        return collector.await(1, "postern.request.id", requestId).get(0);
    }

    ReceivedSpan child(ReceivedSpan of) {
        return collector.awaitTrace(of.traceId(), 2).stream()
                .filter(span -> span.parentId().equals(of.spanId()))
                .findFirst()
                .orElseThrow();
    }

    Map<String, String> line(String requestId) {
        return Awaitility.await()
                .until(
                        () -> List.copyOf(lines.list).stream()
                                .map(ToldOfCalls::pairs)
                                .filter(pairs -> requestId.equals(pairs.get("requestId")))
                                .toList(),
                        lines -> !lines.isEmpty())
                .get(0);
    }

    private static Map<String, String> pairs(ILoggingEvent event) {
        return event.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    HttpHeaders head() {
        return gateway.heads().get(gateway.heads().size() - 1);
    }

    double metric(String name) throws Exception {
        return scrape().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    String scrape() throws Exception {
        return http.send(
                        HttpRequest.newBuilder(gateway.managementUri("/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    static String requestId(HttpResponse<?> answer) {
        return answer.headers().firstValue("postern-request-id").orElseThrow();
    }

    /** The same of an answer as {@link #raw} or {@link #webSocket} has it. */
    static String requestId(String answer) {
        return answer.lines()
                .filter(line -> line.startsWith("postern-request-id: "))
                .map(line -> line.substring("postern-request-id: ".length()))
                .findFirst()
                .orElseThrow();
    }

    static String parent(String trace, String flags) {
        return "00-" + trace + "-" + PARENT + "-" + flags;
    }

    void assertNothingSecret() {
        assertThat(String.join("", collector.texts()))
                .doesNotContain("in-the-query", RunningGateway.SECRET, RunningGateway.CALLER_KEY, "wrong-key");
    }
}
