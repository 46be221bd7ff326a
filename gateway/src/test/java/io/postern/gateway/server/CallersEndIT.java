package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.Search;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.RunningGateway;
import io.postern.gateway.plan.TestRows;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.netty.http.server.WebsocketServerSpec;

/** Callers that leave, and WebSockets that end while they still send, through the pipeline that the gateway really has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallersEndIT {

    private static final int TOO_LARGE = 3_000_000;

    private RunningGateway gateway;
    private TestRows.Ids reading;
    private final BlockingQueue<Integer> targetSaw = new LinkedBlockingQueue<>();

    @BeforeAll
    void start() {
        gateway = RunningGateway.start();
        reading = gateway.proxy(
                "/reading",
                "custom",
                "{\"inject\":[{\"in\":\"body\",\"name\":\"PLACE\",\"value\":\"{{token}}\"}]}",
                SecretBundle.of("token", SecretValue.of(RunningGateway.SECRET)));
        gateway.answer(
                "/ws",
                (request, response) -> response.sendWebsocket(
                        (in, out) -> {
                            in.receiveCloseStatus().subscribe(status -> targetSaw.add(status.code()));
                            return out.sendObject(in.receiveFrames().map(frame -> frame.retain()))
                                    .then();
                        },
                        WebsocketServerSpec.builder()
                                .maxFramePayloadLength(4_000_000)
                                .build()));
        gateway.answer(
                "/large",
                (request, response) -> response.sendWebsocket(
                        (in, out) -> out.sendByteArray(reactor.core.publisher.Mono.just(new byte[TOO_LARGE]))
                                .then(in.receive().then())));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void readWhenAFrameIsTooLargeThenTheCallerReads1009AndTheTargetIsClosed() throws Exception {
        try (Wire caller = open("/ws")) {
            caller.write(frame(TOO_LARGE) + "m".repeat(TOO_LARGE));
            assertThat(caller.rest())
                    .startsWith("\u0088")
                    .contains("\u0003\u00f1")
                    .doesNotContain("<reset>");
            assertThat(targetSaw.poll(1, TimeUnit.SECONDS)).isEqualTo(1001);
        }
    }

    @Test
    void readWhenTheFrameIsNoneThenTheCallerReads1002() throws Exception {
        try (Wire caller = open("/ws")) {
            caller.write("\u00f0\u0080kkkk" + "m".repeat(500_000));
            assertThat(caller.rest())
                    .startsWith("\u0088")
                    .contains("\u0003\u00ea")
                    .doesNotContain("<reset>");
        }
    }

    @Test
    void readWhenTheTargetsFrameIsTooLargeThenTheCallerIsToldSo() throws Exception {
        try (Wire caller = open("/large")) {
            caller.write(frame(TOO_LARGE / 10) + "m".repeat(TOO_LARGE / 10));
            assertThat(caller.rest())
                    .startsWith("\u0088")
                    .contains("\u0003\u00f3")
                    .doesNotContain("<reset>");
        }
    }

    /** Before HTTP/1.1 an answer of unknown length ends with the connection: one that breaks off must not end in the same way. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void writeWhenAnAnswerWithoutALengthBreaksOffThenACallerOfHttp10SeesAReset(boolean breaksOff) throws Exception {
        gateway.answer(
                "/pieces",
                (request, response) -> response.sendString(Flux.just("one ", "two")
                        .concatWith(breaksOff ? Flux.error(new IllegalStateException("breaks off")) : Flux.empty())));
        try (Wire caller = new Wire(gateway.uri("/").getPort())) {
            caller.write("GET /api/" + gateway.proxy().proxy() + "/pieces HTTP/1.0\r\nAuthorization: "
                    + RunningGateway.CALLER_KEY + "\r\n\r\n");
            String answer = caller.rest();
            if (breaksOff) {
                assertThat(answer).endsWith("<reset>");
            } else {
                assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\none two");
            }
        }
    }

    /** Nobody but the caller has done anything: no alert of the operator's may count it. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void readWhenTheCallerLeavesInTheMiddleOfItsBodyThenTheCallIsCancelledByTheCaller(
            boolean wholeBodyFirst, boolean reset) throws Exception {
        String proxy = wholeBodyFirst ? reading.proxy() : gateway.proxy().proxy();
        double before = calls("caller", "cancelled");
        double others = calls();
        int arrived = gateway.seen().size();
        try (Socket caller =
                new Socket(InetAddress.getLoopbackAddress(), gateway.uri("/").getPort())) {
            caller.getOutputStream()
                    .write(("POST /api/" + proxy + "/whole HTTP/1.1\r\nHost: a\r\nAuthorization: "
                                    + RunningGateway.CALLER_KEY + "\r\nContent-Length: 1000\r\n\r\n{")
                            .getBytes(StandardCharsets.ISO_8859_1));
            Awaitility.await()
                    .until(() -> gateway.bean(MeterRegistry.class)
                                            .get("postern.calls.in.flight")
                                            .gauge()
                                            .value()
                                    == 1
                            && (wholeBodyFirst || gateway.seen().size() > arrived));
            caller.setSoLinger(reset, 0);
        }
        Awaitility.await().until(() -> calls() > others);
        assertThat(calls("caller", "cancelled")).isEqualTo(before + 1);
    }

    private double calls(String... byAndOutcome) {
        Search search = gateway.bean(MeterRegistry.class).find("postern.calls");
        if (byAndOutcome.length > 0) {
            search = search.tags("by", byAndOutcome[0], "outcome", byAndOutcome[1]);
        }
        return search.timers().stream().mapToDouble(Timer::count).sum();
    }

    /** The head of a binary frame of that length, with a mask of zeroes. */
    private static String frame(int length) {
        StringBuilder head = new StringBuilder("\u0082\u00ff");
        for (int shift = 56; shift >= 0; shift -= 8) {
            head.append((char) (((long) length >> shift) & 0xff));
        }
        return head + "\0\0\0\0";
    }

    private Wire open(String path) throws IOException {
        Wire caller = new Wire(gateway.uri("/").getPort());
        caller.write("GET /api/" + gateway.proxy().proxy() + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: "
                + RunningGateway.CALLER_KEY
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(caller.until("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
        return caller;
    }
}
