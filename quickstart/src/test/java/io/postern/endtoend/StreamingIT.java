package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.postern.testing.NeedsVault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Long answers, long requests and open connections through the whole product. */
@NeedsVault
@ExtendWith(SharedServers.class)
class StreamingIT {

    private static final long VOLUME = Long.getLong("postern.volume.bytes", 256L << 20);

    /** What the buffers of two connections may hold: far less than a body. */
    private static final long IN_BETWEEN = 48L << 20;

    private PosternServers servers;
    private Tenant tenant;
    private String proxy;

    @BeforeEach
    void proxy(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
        proxy = tenant.proxy(tenant.callerKey("key-1"), tenant.target(), tenant.injectedToken("token-1"));
    }

    @Test
    void eventStreamWhenAnEventIsSentThenItArrivesBeforeTheNextIs() {
        Semaphore arrived = new Semaphore(1);
        servers.target().on(tenant.base() + "/events", (head, socket) -> {
            RecordingTarget.write(
                    socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 1; i <= 5; i++) {
                arrived.acquireUninterruptibly();
                String event = "data: event " + i + "\n\n";
                RecordingTarget.write(socket, Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            }
            RecordingTarget.write(socket, "0\r\n\r\n");
        });
        try (RawCaller app = new RawCaller(servers.gatewayPort())) {
            app.write("GET /api/" + proxy + "/events HTTP/1.1\r\nHost: g\r\nAuthorization: key-1\r\n"
                    + "Accept: text/event-stream\r\n\r\n");
            assertThat(app.until("\r\n\r\n")).contains("text/event-stream");
            for (int i = 1; i <= 5; i++) {
                assertThat(app.until("\n\n")).endsWith("data: event " + i + "\n\n");
                arrived.release();
            }
            app.until("0\r\n\r\n");
        }
    }

    @Test
    void webSocketWhenOpenedThenTheTargetSawTheSecretAndTextsPassBothWays() throws Exception {
        servers.target().on(tenant.base() + "/echo", (head, socket) -> {
            RecordingTarget.write(
                    socket,
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(head) + "\r\n\r\n");
            echoFrames(socket);
        });
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer key-1")
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + servers.gatewayPort() + "/api/" + proxy + "/echo?room=1"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                got.add(text.toString());
                                from.request(1);
                                return java.util.concurrent.CompletableFuture.completedFuture(null);
                            }
                        })
                .get(20, TimeUnit.SECONDS);
        for (String text : new String[] {"hello", "again"}) {
            socket.sendText(text, true).get(20, TimeUnit.SECONDS);
            assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
        }
        socket.abort();

        assertThat(servers.target().only(tenant.base()))
                .startsWith("GET " + tenant.base() + "/echo?room=1 HTTP/1.1\r\n")
                .containsIgnoringCase("Authorization: Bearer token-1\r\n")
                .doesNotContain("key-1");
    }

    @Test
    void downloadWhenLargeThenItPassesInBoundedMemory() throws IOException {
        servers.target().on(tenant.base() + "/large", (head, socket) -> {
            RecordingTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + VOLUME + "\r\n\r\n");
            pour(socket);
        });
        long before = PlatformDependent.usedDirectMemory();
        try (RawCaller app = new RawCaller(servers.gatewayPort())) {
            app.write("GET /api/" + proxy + "/large HTTP/1.1\r\nHost: g\r\nAuthorization: key-1\r\n\r\n");
            app.until("\r\n\r\n");
            assertThat(drain(app.socket, before)).isEqualTo(VOLUME);
        }
    }

    @Test
    void uploadWhenLargeThenItPassesInBoundedMemory() throws IOException {
        long before = PlatformDependent.usedDirectMemory();
        AtomicLong received = new AtomicLong();
        servers.target().on(tenant.base() + "/volume", (head, socket) -> {
            received.set(drain(socket, before));
            RecordingTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
        });
        try (RawCaller app = new RawCaller(servers.gatewayPort())) {
            app.write("PUT /api/" + proxy + "/volume HTTP/1.1\r\nHost: g\r\nAuthorization: key-1\r\nContent-Length: "
                    + VOLUME + "\r\n\r\n");
            pour(app.socket);
            assertThat(app.answer()).endsWith("done");
        }
        assertThat(received).hasValue(VOLUME);
    }

    private static void pour(Socket socket) throws IOException {
        byte[] piece = new byte[1 << 16];
        OutputStream out = socket.getOutputStream();
        for (long left = VOLUME; left > 0; left -= piece.length) {
            out.write(piece, 0, (int) Math.min(piece.length, left));
        }
        out.flush();
    }

    private static long drain(Socket socket, long memoryBefore) throws IOException {
        byte[] piece = new byte[1 << 16];
        InputStream in = socket.getInputStream();
        long all = 0;
        while (all < VOLUME) {
            int n = in.read(piece);
            if (n < 0) {
                break;
            }
            all += n;
            assertThat(PlatformDependent.usedDirectMemory() - memoryBefore).isLessThan(IN_BETWEEN);
        }
        return all;
    }

    /** RFC 6455, section 4.2.2. */
    private static String accept(String head) {
        String key = head.lines()
                .filter(line -> line.regionMatches(true, 0, "Sec-WebSocket-Key: ", 0, 19))
                .map(line -> line.substring(19).strip())
                .findFirst()
                .orElseThrow();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends short masked frames back as unmasked ones, until the connection ends (RFC 6455, section 5.2). */
    private static void echoFrames(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        for (int first = in.read(); first >= 0; first = in.read()) {
            int length = in.read() & 0x7F;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {(byte) first, (byte) length});
            out.write(payload);
            out.flush();
        }
    }
}
