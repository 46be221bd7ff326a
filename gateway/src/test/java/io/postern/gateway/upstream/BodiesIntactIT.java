package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of all sizes, with a length and in chunks, come out as they went in. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodiesIntactIT {

    private static final int MIB = 1 << 20;

    /** Not a power of two, so that no piece begins where another one would. */
    private static final byte[] NOISE = new byte[65_521];

    static {
        new Random(42).nextBytes(NOISE);
    }

    private HostileTarget hostile;

    @BeforeAll
    void start() {
        hostile = new HostileTarget();
        hostile.script = peer -> {
            throw new IOException("another script is needed");
        };
    }

    @AfterAll
    void stop() throws Exception {
        hostile.close();
    }

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
            out.write(ascii("HTTP/1.1 200 OK\r\n" + framing(size, chunk) + "\r\n\r\n"));
            write(out, size, chunk);
        };
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("GET /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            String head = caller.until("\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 200 ");
            InputStream in = new BufferedInputStream(caller.socket.getInputStream(), 1 << 16);
            assertThat(read(in, head)).isEqualTo(checksum(size));
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
            String sum = read(in, framing(size, chunk) + "\r\n");
            HostileTarget.send(peer, "HTTP/1.1 200 OK\r\nContent-Length: " + sum.length() + "\r\n\r\n" + sum);
        };
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            OutputStream out = new BufferedOutputStream(caller.socket.getOutputStream(), 1 << 16);
            out.write(ascii("PUT /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n" + framing(size, chunk)
                    + "\r\n\r\n"));
            write(out, size, chunk);
            HostileTarget.assertOutcome("sum", HostileTarget.answer(caller, false), "200 " + checksum(size));
        }
        hostile.assertNextCallsAreUntouched();
    }

    /** Each octet of the body comes back before the whole of it has gone out. */
    @ParameterizedTest
    @CsvSource({"20000, 1", "3000000, 8192"})
    void sendWhenAllPiecesComeOneByOneThenTheyComeThroughWhole(int size, int piece) throws Exception {
        hostile.script = peer -> {
            peer.socket.setTcpNoDelay(true);
            OutputStream out = peer.socket.getOutputStream();
            out.write(ascii("HTTP/1.1 200 OK\r\n" + framing(size, piece) + "\r\n\r\n"));
            for (int at = 0; at < size; at += piece) {
                int length = Math.min(piece, size - at);
                ByteArrayOutputStream one = new ByteArrayOutputStream();
                chunk(one, at, length);
                out.write(one.toByteArray());
            }
            out.write(ascii("0\r\n\r\n"));
        };
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            caller.write("GET /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            String head = caller.until("\r\n\r\n");
            assertThat(read(new BufferedInputStream(caller.socket.getInputStream()), head))
                    .isEqualTo(checksum(size));
        }
        hostile.assertNextCallsAreUntouched();
    }

    @Test
    void sendWhenManyLargeBodiesPassAtOnceBothWaysThenEachComesThroughWhole() throws Exception {
        hostile.script = peer -> {
            InputStream in = new BufferedInputStream(peer.socket.getInputStream(), 1 << 16);
            String sum = read(in, framing(4 * MIB, 0) + "\r\n");
            OutputStream out = new BufferedOutputStream(peer.socket.getOutputStream(), 1 << 16);
            out.write(ascii("HTTP/1.1 200 OK\r\nX-Sum: " + sum + "\r\n" + framing(4 * MIB, 9_999) + "\r\n\r\n"));
            write(out, 4 * MIB, 9_999);
        };
        CompletableFuture<?>[] calls = new CompletableFuture<?>[8];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = CompletableFuture.runAsync(this::bothWays, task -> new Thread(task, "caller").start());
        }
        await(CompletableFuture.allOf(calls));
        hostile.assertNextCallsAreUntouched();
    }

    private void bothWays() {
        try (RawCaller caller = new RawCaller(hostile.gateway.port())) {
            OutputStream out = new BufferedOutputStream(caller.socket.getOutputStream(), 1 << 16);
            out.write(ascii("PUT /hostile HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n" + framing(4 * MIB, 0)
                    + "\r\n\r\n"));
            write(out, 4 * MIB, 0);
            String head = caller.until("\r\n\r\n");
            assertThat(head).contains("X-Sum: " + checksum(4 * MIB) + "\r\n");
            assertThat(read(new BufferedInputStream(caller.socket.getInputStream(), 1 << 16), head))
                    .isEqualTo(checksum(4 * MIB));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CompletableFuture<Void> all) throws InterruptedException, ExecutionException {
        all.get();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String framing(int size, int chunk) {
        return chunk == 0 ? "Content-Length: " + size : "Transfer-Encoding: chunked";
    }

    private static void write(OutputStream out, int size, int chunk) throws IOException {
        int piece = chunk == 0 ? NOISE.length : chunk;
        for (int at = 0; at < size; at += piece) {
            int length = Math.min(piece, size - at);
            if (chunk == 0) {
                noise(out, at, length);
            } else {
                chunk(out, at, length);
            }
        }
        if (chunk > 0) {
            out.write(ascii("0\r\n\r\n"));
        }
        out.flush();
    }

    private static void chunk(OutputStream out, int at, int length) throws IOException {
        out.write(ascii(Integer.toHexString(length) + "\r\n"));
        noise(out, at, length);
        out.write(ascii("\r\n"));
    }

    private static void noise(OutputStream out, int at, int length) throws IOException {
        int from = at % NOISE.length;
        for (int left = length; left > 0; from = 0) {
            int some = Math.min(left, NOISE.length - from);
            out.write(NOISE, from, some);
            left -= some;
        }
    }

    private static String checksum(int size) throws IOException {
        CRC32C sum = new CRC32C();
        noise(
                new OutputStream() {
                    @Override
                    public void write(int octet) {
                        sum.update(octet);
                    }

                    @Override
                    public void write(byte[] octets, int from, int length) {
                        sum.update(octets, from, length);
                    }
                },
                0,
                size);
        return size + "-" + sum.getValue();
    }

    /** Length and checksum of a body that is framed as its head says. */
    private static String read(InputStream in, String head) throws IOException {
        CRC32C sum = new CRC32C();
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        if (at >= 0) {
            int size = Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
            return size(in, size, sum) + "-" + sum.getValue();
        }
        int size = 0;
        for (int length = chunkSize(in); length > 0; length = chunkSize(in)) {
            size += size(in, length, sum);
            end(in);
        }
        end(in);
        return size + "-" + sum.getValue();
    }

    private static int size(InputStream in, int length, CRC32C sum) throws IOException {
        byte[] piece = new byte[1 << 16];
        int left = length;
        while (left > 0) {
            int n = in.read(piece, 0, Math.min(left, piece.length));
            if (n < 0) {
                throw new java.io.EOFException(left + " octets are missing");
            }
            sum.update(piece, 0, n);
            left -= n;
        }
        return length;
    }

    private static int chunkSize(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\r'; octet = in.read()) {
            line.append((char) octet);
        }
        assertThat(in.read()).isEqualTo('\n');
        return Integer.parseInt(line.toString(), 16);
    }

    private static void end(InputStream in) throws IOException {
        assertThat(new String(in.readNBytes(2), StandardCharsets.US_ASCII)).isEqualTo("\r\n");
    }
}
