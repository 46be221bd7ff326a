package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.RunningGateway;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no valid chunked coding never reaches the target as a whole body, and what follows it never as a request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenBodiesIT {

    private RunningGateway gateway;

    @BeforeAll
    void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** ~ stands for CRLF. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            a size in hex notation      | 0x3~abc~0~~
            a size with a sign          | +3~abc~0~~
            a negative size             | -1~abc~0~~
            a size with an underscore   | 0_3~abc~0~~
            no size                     | ~abc~0~~
            a space before the size     | {SP}3~abc~0~~
            a space behind the size     | 3{SP}~abc~0~~
            a size beyond 32 bits       | 100000003~abc~0~~
            a size beyond 64 bits       | fffffffffffffffff3~abc~0~~
            a size line without CR      | 3{LF}abc~0~~
            an extension without CR     | 3;a{LF}abc~0~~
            data that ends without CR   | 3~abc{LF}0~~
            data longer than its size   | 3~abcXX~0~~
            data shorter than its size  | 5~abc~0~~
            an end without CR           | 3~abc~0{LF}{LF}
            a trailer that is no field  | 3~abc~0~bad line~~
            a NUL behind the size       | 3{NUL}~abc~0~~
            """)
    void readWhenChunksAreBrokenThenRefusedAndTheTargetGetsNoWholeBody(String what, String chunks) throws IOException {
        String answer =
                exchange("POST /api/" + gateway.proxy().proxy() + "/whole HTTP/1.1\r\nHost: a\r\nAuthorization: "
                        + RunningGateway.CALLER_KEY + "\r\nTransfer-Encoding: chunked\r\n\r\n" + octets(chunks)
                        + "GET /api/" + gateway.proxy().proxy() + "/smuggled HTTP/1.1\r\nHost: a\r\nAuthorization: "
                        + RunningGateway.CALLER_KEY + "\r\n\r\n");
        assertThat(answer)
                .as(what)
                .startsWith("HTTP/1.1 400 ")
                .contains("\"bad_request\"", "postern-error-source: gateway");
        assertThat(answer.split("HTTP/1\\.1 ", -1)).hasSize(2);
        assertThat(gateway.seen()).noneMatch(seen -> seen.startsWith("whole ") || seen.contains("smuggled"));
    }

    @Test
    void readWhenChunksBreakAfterTheFirstHasReachedTheTargetThenTheTargetsRequestIsCutOff() throws IOException {
        int before = gateway.seen().size();
        try (Socket socket =
                new Socket(gateway.uri("/").getHost(), gateway.uri("/").getPort())) {
            write(
                    socket,
                    "POST /api/" + gateway.proxy().proxy() + "/whole HTTP/1.1\r\nHost: a\r\nAuthorization: "
                            + RunningGateway.CALLER_KEY + "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            Awaitility.await().until(() -> gateway.seen().size() > before);
            write(socket, "zz\r\n");
            assertThat(read(socket)).startsWith("HTTP/1.1 400 ").contains("\"bad_request\"");
        }
        assertThat(gateway.seen()).noneMatch(seen -> seen.startsWith("whole "));
    }

    @Test
    void readWhenABrokenBodyIsPipelinedThenTheAnswerBeforeItIsWholeAndItsOwnIsARefusal() throws IOException {
        String answers = exchange("GET /api/" + gateway.proxy().proxy() + "/one HTTP/1.1\r\nHost: a\r\nAuthorization: "
                + RunningGateway.CALLER_KEY + "\r\n\r\nPOST /api/"
                + gateway.proxy().proxy()
                + "/whole HTTP/1.1\r\nHost: a\r\nAuthorization: " + RunningGateway.CALLER_KEY
                + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        assertThat(answers)
                .startsWith("HTTP/1.1 200 ")
                .containsSubsequence("hello", "HTTP/1.1 400 ", "\"bad_request\"");
        assertThat(gateway.seen()).noneMatch(seen -> seen.startsWith("whole "));
    }

    @Test
    void readWhenTheRequestWasRefusedBeforeItsBrokenBodyThenTheConnectionEnds() throws IOException {
        assertThat(exchange(
                        "POST /api/prx_unknown/whole HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void readWhenTheCallerLeavesInTheMiddleOfABodyThatIsReadWholeThenNothingOfOursFailed() throws IOException {
        String proxy = gateway.proxy(
                        "/base",
                        "custom",
                        "{\"inject\":[{\"in\":\"body\",\"name\":\"k\",\"value\":\"{{key}}\"}]}",
                        SecretBundle.of("key", SecretValue.of(RunningGateway.SECRET)))
                .proxy();
        assertNothingOfOursFailsWhenTheCallerLeaves(proxy);
    }

    @Test
    void readWhenTheCallerLeavesInTheMiddleOfABodyThatStreamsThenNothingOfOursFailed() throws IOException {
        assertNothingOfOursFailsWhenTheCallerLeaves(gateway.proxy().proxy());
    }

    private void assertNothingOfOursFailsWhenTheCallerLeaves(String proxy) throws IOException {
        double byCallers = ended("caller");
        double all = byCallers + ended("gateway") + ended("upstream");
        try (Socket socket =
                new Socket(gateway.uri("/").getHost(), gateway.uri("/").getPort())) {
            write(
                    socket,
                    "POST /api/" + proxy + "/whole HTTP/1.1\r\nHost: a\r\nAuthorization: " + RunningGateway.CALLER_KEY
                            + "\r\nContent-Length: 9\r\n\r\n{");
        }
        Awaitility.await().until(() -> ended("caller") + ended("gateway") + ended("upstream") > all);
        assertThat(ended("caller")).isEqualTo(byCallers + 1);
    }

    private double ended(String by) {
        return gateway.bean(MeterRegistry.class).get("postern.calls").tag("by", by).timers().stream()
                .mapToDouble(Timer::count)
                .sum();
    }

    private static String octets(String row) {
        return row.replace("~", "\r\n")
                .replace("{LF}", "\n")
                .replace("{SP}", " ")
                .replace("{NUL}", "\0");
    }

    /** All that is answered until the gateway closes. */
    private String exchange(String octets) throws IOException {
        try (Socket socket =
                new Socket(gateway.uri("/").getHost(), gateway.uri("/").getPort())) {
            write(socket, octets);
            return read(socket);
        }
    }

    private static void write(Socket socket, String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String read(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
