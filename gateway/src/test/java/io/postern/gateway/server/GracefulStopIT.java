package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.gateway.RunningGateway;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One stop with calls of each kind under way, seen from outside. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GracefulStopIT {

    private static final int STEADY = 4;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Sinks.Empty<Void> held = Sinks.empty();
    private final Sinks.Many<String> events = Sinks.many().unicast().onBackpressureBuffer();
    private final Queue<Integer> closedAtTheTarget = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger moves = new AtomicInteger();
    private final CountDownLatch steady = new CountDownLatch(STEADY);

    private RunningGateway gateway;
    private int port;
    private int livenessWhileDraining;
    private int readinessAfterTheDrain;
    private String idleRest;
    private String webSocketRest;
    private String halfAnswer;
    private String eventAfterTheDrain;
    private String eventsRest;
    private String heldAnswer;
    private String pipelinedAnswer;
    private String neverAnswer;
    private String begunAnswer;
    private String streamBegun;
    private String begunRest;
    private double refusedCount;
    private double cutOffCount;
    private double cancelledCount;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private String get(String path) {
        return "GET /api/" + gateway.proxy().proxy() + path + " HTTP/1.1\r\nHost: g\r\nAuthorization: "
                + RunningGateway.CALLER_KEY + "\r\n";
    }

    private Wire open(String path) throws IOException {
        Wire wire = new Wire(port);
        wire.write(get(path) + "\r\n");
        return wire;
    }

    @BeforeAll
    void stopOnce() throws Exception {
        gateway = RunningGateway.start("--postern.gateway.shutdown.drain=2s", "--postern.gateway.shutdown.timeout=4s");
        port = gateway.uri("/").getPort();
        MeterRegistry metrics = gateway.bean(MeterRegistry.class);
        lines.start();
        ((Logger) LoggerFactory.getLogger("postern.calls")).addAppender(lines);
        gateway.answer(
                "/held",
                (request, response) -> response.sendString(held.asMono().thenReturn("released")));
        gateway.answer("/never", (request, response) -> Mono.never());
        gateway.answer(
                "/begun",
                (request, response) -> response.sendString(
                        Flux.concat(Mono.just("begun"), Flux.never()), java.nio.charset.StandardCharsets.UTF_8));
        gateway.answer(
                "/events",
                (request, response) ->
                        response.header("Content-Type", "text/event-stream").sendString(events.asFlux()));
        gateway.answer(
                "/socket",
                (request, response) -> response.sendWebsocket((in, out) -> {
                    in.receiveCloseStatus().subscribe(status -> closedAtTheTarget.add(status.code()));
                    return in.receive().then();
                }));

        try (Wire idle = open("/v1/idle");
                Wire talkative = open("/v1/idle");
                Wire half = new Wire(port);
                Wire heldCall = open("/held");
                Wire never = open("/never");
                Wire begun = open("/begun");
                Wire stream = open("/events");
                Wire socket = new Wire(port)) {
            idle.answer();
            talkative.answer();
            // Some old clients do so after a request (RFC 9112, section 2.2).
            talkative.write("\r\n");
            half.write(get("/v1/half"));
            begunAnswer = begun.until("begun\r\n");
            events.tryEmitNext("data: 1\n\n");
            streamBegun = stream.until("data: 1\n\n\r\n");
            socket.write(get("/socket") + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            socket.until("\r\n\r\n");
            for (int i = 0; i < STEADY; i++) {
                daemon(this::callUntilMoved);
            }
            Awaitility.await().until(() -> answers.get() > 20 * STEADY);

            Thread stopping = daemon(gateway::close);
            Awaitility.await().until(() -> managementStatus("readiness") == 503);
            livenessWhileDraining = managementStatus("liveness");
            assertThat(steady.await(20, TimeUnit.SECONDS)).isTrue();
            Awaitility.await().until(this::refusesConnections);

            idleRest = idle.rest() + talkative.rest();
            webSocketRest = socket.rest();
            readinessAfterTheDrain = managementStatus("readiness");
            half.write("\r\n");
            halfAnswer = half.answer() + half.rest();
            events.tryEmitNext("data: 2\n\n");
            eventAfterTheDrain = stream.until("data: 2\n\n\r\n");
            heldCall.write(get("/v1/pipelined") + "\r\n");
            held.tryEmitEmpty();
            heldAnswer = heldCall.answer();
            pipelinedAnswer = heldCall.answer() + heldCall.rest();
            neverAnswer = never.answer() + never.rest();
            eventsRest = stream.rest();
            begunRest = begun.rest();
            stopping.join(Duration.ofSeconds(20).toMillis());
            assertThat(stopping.isAlive()).isFalse();
        } finally {
            ((Logger) LoggerFactory.getLogger("postern.calls")).detachAppender(lines);
        }
        refusedCount = calls(metrics, "gateway", "shutting_down");
        cutOffCount = calls(metrics, "gateway", "truncated");
        cancelledCount = calls(metrics, "caller", "cancelled");
    }

    private static double calls(MeterRegistry metrics, String by, String outcome) {
        return metrics.get("postern.calls")
                .tags("by", by, "outcome", outcome)
                .timer()
                .count();
    }

    private Map<String, String> line(String answer) {
        String requestId = answer.lines()
                .filter(header -> header.startsWith("postern-request-id: "))
                .map(header -> header.substring("postern-request-id: ".length()))
                .findFirst()
                .orElseThrow();
        return lines.list.stream()
                .map(event -> event.getKeyValuePairs().stream()
                        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value))))
                .filter(pairs -> requestId.equals(pairs.get("requestId")))
                .findFirst()
                .orElseThrow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "graceful-stop-test");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** As an app behind a balancer: on one connection until an answer is its last; then on one more, while the drain lasts. */
    private void callUntilMoved() {
        try {
            for (int connection = 0; connection < 2; connection++) {
                try (Wire wire = new Wire(port)) {
                    String answer;
                    do {
                        wire.write(get("/v1/steady") + "\r\n");
                        answer = wire.answer();
                        if (!answer.startsWith("HTTP/1.1 200 ")) {
                            failures.add(answer);
                        }
                        answers.incrementAndGet();
                    } while (!answer.contains("onnection: close"));
                    moves.incrementAndGet();
                    failures.addAll(wire.rest().isEmpty() ? List.of() : List.of("more than the answer, or a reset"));
                }
            }
        } catch (IOException e) {
            failures.add(e.toString());
        } finally {
            steady.countDown();
        }
    }

    private int managementStatus(String probe) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(gateway.managementUri("/actuator/health/" + probe))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private boolean refusesConnections() throws IOException {
        try (Wire wire = new Wire(port)) {
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    @Test
    void drainWhenCallsComeThenEachIsServedAndSaysThatItIsItsConnectionsLast() {
        assertThat(new ArrayList<>(failures)).isEmpty();
        assertThat(moves).hasValue(2 * STEADY);
    }

    @Test
    void probesWhenStoppingThenLivenessStaysAndReadinessSaysNoToTheEnd() {
        assertThat(livenessWhileDraining).isEqualTo(200);
        assertThat(readinessAfterTheDrain).isEqualTo(503);
    }

    @Test
    void idleConnectionWhenTheDrainIsOverThenItIsClosedInOrder() {
        assertThat(idleRest).isEmpty();
    }

    @Test
    void requestWhenItHadBegunToArriveBeforeTheEndOfTheDrainThenItIsServed() {
        assertThat(halfAnswer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .containsIgnoringCase("connection: close\r\n")
                .endsWith("hello");
    }

    @Test
    void callWhenUnderWayAtTheEndOfTheDrainThenItIsServed() {
        assertThat(heldAnswer).startsWith("HTTP/1.1 200 OK\r\n").contains("released");
    }

    @Test
    void requestWhenItComesAfterTheDrainThenItIsRefusedWithShuttingDown() {
        assertThat(pipelinedAnswer)
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .containsIgnoringCase("connection: close\r\n")
                .contains("postern-proxy-code: proxy-gateway-failed\r\n", "\"code\":\"shutting_down\"")
                .endsWith("}");
    }

    @Test
    void callWhenItHasNoAnswerAtTheEndOfTheTimeThenItIsRefusedWithShuttingDown() {
        assertThat(neverAnswer)
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .contains("\"code\":\"shutting_down\"")
                .endsWith("}");
    }

    @Test
    void callWhenItIsRefusedAtTheEndOfTheTimeThenItStandsInLogAndMetricsAsWhatItsCallerSaw() {
        assertThat(neverAnswer).contains("\"requestId\":\"" + line(neverAnswer).get("requestId") + "\"");
        assertThat(line(neverAnswer))
                .containsEntry("by", "gateway")
                .containsEntry("code", "shutting_down")
                .containsEntry("proxyId", gateway.proxy().proxy())
                .containsEntry("path", "/never");
        assertThat(refusedCount).as("this one, and the pipelined request").isEqualTo(2);
        assertThat(cancelledCount).isZero();
    }

    @Test
    void answerWhenItIsNotWholeAtTheEndOfTheTimeThenItsCallerSeesThat() {
        assertThat(begunRest).doesNotContain("0\r\n\r\n");
    }

    @Test
    void answerWhenItIsNotWholeAtTheEndOfTheTimeThenThatIsTheGatewaysDoing() {
        assertThat(line(begunAnswer)).containsEntry("by", "gateway").doesNotContainKey("code");
        assertThat(cutOffCount).as("this one, and the event stream").isEqualTo(2);
    }

    @Test
    void eventStreamWhenTheDrainIsOverThenItGoesOnAndEndsInOrderAtTheEndOfTheTime() {
        assertThat(eventAfterTheDrain).endsWith("data: 2\n\n\r\n");
        assertThat(eventsRest).isEqualTo("0\r\n\r\n");
    }

    @Test
    void eventStreamWhenItEndsWithTheTimeThenThatIsTheGatewaysDoing() {
        assertThat(line(streamBegun)).containsEntry("by", "gateway").doesNotContainKey("code");
    }

    @Test
    void webSocketWhenTheDrainIsOverThenBothEndsAreToldThatTheGatewayGoesAway() {
        // RFC 6455, section 5.5.1: a final close frame, its length, and 1001 in two octets.
        assertThat(webSocketRest).startsWith("\u0088");
        assertThat(webSocketRest.substring(2)).startsWith("\u0003\u00e9").doesNotContain("<reset>");
        assertThat(closedAtTheTarget).containsExactly(1001);
    }
}
