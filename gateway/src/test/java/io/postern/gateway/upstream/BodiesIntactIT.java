package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of all sizes, with a length and in chunks, come out as they went in. */
class BodiesIntactIT extends WithHostileTarget {

    private static final int MIB = 1 << 20;

    /** Chunks are as long as said; 0: the body has a length. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "16383, 0",
        "16384, 0",
        "16385, 0",
        "65536, 0",
        "1000003, 0",
        "104857600, 0",
        "0, 7",
        "1, 1",
        "5000, 1",
        "65536, 16384",
        "1000003, 777",
        "1000003, 70001",
        "104857600, 100003"
    })
    void sendWhenTheAnswerHasABodyThenItComesThroughWhole(int size, int chunk) throws Exception {
        hostile.script = peer -> {
            OutputStream out = new BufferedOutputStream(peer.socket.getOutputStream(), 1 << 16);
            out.write(Noise.ascii("HTTP/1.1 200 OK\r\n" + Noise.framing(size, chunk) + "\r\n\r\n"));
            Noise.write(out, size, chunk);
        };
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("GET /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            String head = caller.until("\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 200 ");
            InputStream in = new BufferedInputStream(caller.socket.getInputStream(), 1 << 16);
            assertThat(Noise.read(in, head)).isEqualTo(Noise.checksum(size));
            assertThat(in.read()).isEqualTo(-1);
        }
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "16384, 0",
        "65536, 0",
        "1000003, 0",
        "104857600, 0",
        "0, 7",
        "1, 1",
        "5000, 1",
        "65536, 16384",
        "1000003, 777",
        "1000003, 70001",
        "104857600, 100003"
    })
    void sendWhenTheRequestHasABodyThenItComesThroughWhole(int size, int chunk) throws Exception {
        hostile.script = peer -> {
            InputStream in = new BufferedInputStream(peer.socket.getInputStream(), 1 << 16);
            String sum = Noise.read(in, Noise.framing(size, chunk) + "\r\n");
            HostileTarget.send(peer, "HTTP/1.1 200 OK\r\nContent-Length: " + sum.length() + "\r\n\r\n" + sum);
        };
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            OutputStream out = new BufferedOutputStream(caller.socket.getOutputStream(), 1 << 16);
            out.write(Noise.ascii("PUT /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n"
                    + Noise.framing(size, chunk) + "\r\n\r\n"));
            Noise.write(out, size, chunk);
            HostileTarget.assertOutcome("sum", HostileTarget.answer(caller, false), "200 " + Noise.checksum(size));
        }
        hostile.assertNextCallsAreUntouched();
    }

    @ParameterizedTest
    @CsvSource({"20000, 1", "3000000, 8192"})
    void sendWhenAllPiecesComeOneByOneThenTheyComeThroughWhole(int size, int piece) throws Exception {
        hostile.script = peer -> {
            peer.socket.setTcpNoDelay(true);
            OutputStream out = peer.socket.getOutputStream();
            out.write(Noise.ascii("HTTP/1.1 200 OK\r\n" + Noise.framing(size, piece) + "\r\n\r\n"));
            for (int at = 0; at < size; at += piece) {
                int length = Math.min(piece, size - at);
                ByteArrayOutputStream one = new ByteArrayOutputStream();
                Noise.chunk(one, at, length);
                out.write(one.toByteArray());
            }
            out.write(Noise.ascii("0\r\n\r\n"));
        };
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("GET /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            String head = caller.until("\r\n\r\n");
            assertThat(Noise.read(new BufferedInputStream(caller.socket.getInputStream()), head))
                    .isEqualTo(Noise.checksum(size));
        }
        hostile.assertNextCallsAreUntouched();
    }

    /** What is said behind the last chunk is of this connection, and never a request, a field or a body. */
    @Test
    void sendWhenTheCallersBodyHasTrailersThenTheTargetGetsTheBodyAlone() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        hostile.script = peer -> {
            StringBuilder body = new StringBuilder();
            while (!body.toString().endsWith("\r\n\r\n")) {
                body.append((char) peer.read());
            }
            got.complete(body.toString());
            HostileTarget.send(peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        };
        CallerAnswer answer = hostile.call("PUT /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-T: t\r\nContent-Length: 9\r\n\r\n");
        HostileTarget.assertOutcome("trailers", answer, "200 ok");
        assertThat(got.join()).isEqualTo("2\r\nab\r\n0\r\n\r\n");
        hostile.assertNextCallsAreUntouched();
    }

    @Test
    void sendWhenManyLargeBodiesPassAtOnceBothWaysThenEachComesThroughWhole() throws Exception {
        hostile.script = peer -> {
            InputStream in = new BufferedInputStream(peer.socket.getInputStream(), 1 << 16);
            String sum = Noise.read(in, Noise.framing(4 * MIB, 0) + "\r\n");
            OutputStream out = new BufferedOutputStream(peer.socket.getOutputStream(), 1 << 16);
            out.write(Noise.ascii(
                    "HTTP/1.1 200 OK\r\nX-Sum: " + sum + "\r\n" + Noise.framing(4 * MIB, 9_999) + "\r\n\r\n"));
            Noise.write(out, 4 * MIB, 9_999);
        };
        CompletableFuture<?>[] calls = new CompletableFuture<?>[8];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = CompletableFuture.runAsync(this::bothWays, task -> new Thread(task, "caller").start());
        }
        CompletableFuture.allOf(calls).get();
        hostile.assertNextCallsAreUntouched();
    }

    private void bothWays() {
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            OutputStream out = new BufferedOutputStream(caller.socket.getOutputStream(), 1 << 16);
            out.write(Noise.ascii("PUT /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n"
                    + Noise.framing(4 * MIB, 0) + "\r\n\r\n"));
            Noise.write(out, 4 * MIB, 0);
            String head = caller.until("\r\n\r\n");
            assertThat(head).contains("X-Sum: " + Noise.checksum(4 * MIB) + "\r\n");
            assertThat(Noise.read(new BufferedInputStream(caller.socket.getInputStream(), 1 << 16), head))
                    .isEqualTo(Noise.checksum(4 * MIB));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
