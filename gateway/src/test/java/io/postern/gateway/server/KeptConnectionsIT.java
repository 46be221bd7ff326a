package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gateway.RunningGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that was answered on is read on, whatever the order of answers that waited and answers that did not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeptConnectionsIT {

    private static final int PATIENCE_MILLIS = 20_000;

    private RunningGateway gateway;

    @BeforeAll
    void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void readWhenARefusalAtOnceWaitedForAForwardedCallThenTheNextRequestIsAnswered() throws IOException {
        String forwarded = request(
                "/api/" + gateway.proxy().proxy() + "/v1", "Authorization: " + RunningGateway.CALLER_KEY + "\r\n");
        String refused = request("/api/prx_unknown/v1", "");
        try (Connection connection = new Connection(gateway.uri("/"))) {
            for (int round = 0; round < 20; round++) {
                connection.write(forwarded + refused);
                assertThat(connection.readStatus()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(connection.readStatus()).isEqualTo("HTTP/1.1 404 Not Found");
            }
        }
    }

    @Test
    void readWhenTheLastRequestSentAheadAsksForTheEndThenAllBeforeItAreAnsweredAndKeepTheConnection()
            throws IOException {
        String key = "Authorization: " + RunningGateway.CALLER_KEY + "\r\n";
        String path = "/api/" + gateway.proxy().proxy() + "/v1";
        for (String first : new String[] {request("/api/prx_unknown/v1", ""), request(path, key), request(path, "")}) {
            try (Connection connection = new Connection(gateway.uri("/"))) {
                connection.write(first + first + request(path, key) + request(path, key + "Connection: close\r\n"));
                assertThat(connection.readStatus()).startsWith("HTTP/1.1 ");
                assertThat(connection.saidTheEnd()).isFalse();
                assertThat(connection.readStatus()).startsWith("HTTP/1.1 ");
                assertThat(connection.readStatus()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(connection.saidTheEnd()).isFalse();
                assertThat(connection.readStatus()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(connection.saidTheEnd()).isTrue();
                assertThat(connection.isAtItsEnd()).isTrue();
            }
        }
    }

    @Test
    void readWhenLargeBodiesAreSentAheadThenEachArrivesWhole() throws IOException {
        String body = "x".repeat(300_000);
        String upload = "POST /api/" + gateway.proxy().proxy() + "/whole HTTP/1.1\r\nHost: a\r\nAuthorization: "
                + RunningGateway.CALLER_KEY + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (Connection connection = new Connection(gateway.uri("/"))) {
            connection.write(upload + upload + upload);
            for (int i = 0; i < 3; i++) {
                assertThat(connection.readStatus()).isEqualTo("HTTP/1.1 200 OK");
            }
        }
        assertThat(gateway.seen()).filteredOn(("whole " + body)::equals).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: close\r\n", "Connection: keep-alive\r\n"})
    void readWhenTheCallerWaitsForContinueThenOnlyTheAnswerSaysWhetherTheConnectionEnds(String connection)
            throws IOException {
        try (Wire wire = new Wire(gateway.uri("/").getPort())) {
            wire.write("POST /api/" + gateway.proxy().proxy() + "/whole HTTP/1.1\r\nHost: a\r\nAuthorization: "
                    + RunningGateway.CALLER_KEY + "\r\nContent-Length: 5\r\nExpect: 100-continue\r\n" + connection
                    + "\r\n");
            assertThat(wire.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            wire.write("hello");
            String answer = wire.answer();
            assertThat(answer).startsWith("HTTP/1.1 200 OK");
            assertThat(answer.toLowerCase(java.util.Locale.ROOT).contains("connection: close"))
                    .isEqualTo(connection.contains("close"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/prometheus", "/actuator/env", "/nothing"})
    void readWhenManagementIsAskedOnOneConnectionThenEveryRequestIsAnswered(String path) throws IOException {
        try (Connection connection = new Connection(gateway.managementUri("/"))) {
            for (int round = 0; round < 20; round++) {
                connection.write(request(path, "") + request("/nothing", ""));
                assertThat(connection.readStatus()).startsWith("HTTP/1.1 ");
                assertThat(connection.readStatus()).startsWith("HTTP/1.1 ");
            }
        }
    }

    private static String request(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
    }

    private static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader answers;
        private boolean end;

        Connection(URI server) throws IOException {
            socket = new Socket(server.getHost(), server.getPort());
            socket.setSoTimeout(PATIENCE_MILLIS);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void write(String octets) throws IOException {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** The status line of the next answer, whose body is read to its end. */
        String readStatus() throws IOException {
            String status = answers.readLine();
            int length = 0;
            boolean chunked = false;
            end = false;
            for (String line = answers.readLine(); line != null && !line.isEmpty(); line = answers.readLine()) {
                List<String> header = List.of(line.split(": ", 2));
                if (header.get(0).equalsIgnoreCase("content-length")) {
                    length = Integer.parseInt(header.get(1));
                } else if (header.get(0).equalsIgnoreCase("transfer-encoding")) {
                    chunked = true;
                } else if (header.get(0).equalsIgnoreCase("connection")) {
                    end = header.get(1).equalsIgnoreCase("close");
                }
            }
            if (chunked) {
                for (int size = chunkSize(); size > 0; size = chunkSize()) {
                    skip(size + 2);
                }
                answers.readLine();
            } else {
                skip(length);
            }
            return status;
        }

        /** Whether the answer that was read last is the last one of the connection, as it says. */
        boolean saidTheEnd() {
            return end;
        }

        boolean isAtItsEnd() throws IOException {
            return answers.read() < 0;
        }

        private int chunkSize() throws IOException {
            return Integer.parseInt(answers.readLine(), 16);
        }

        private void skip(int octets) throws IOException {
            for (int i = 0; i < octets; i++) {
                answers.read();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
