package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Bodies that fit into no memory, and sides that are slower than the other. */
class UpstreamVolumeIT {

    private static final long GIB = Long.getLong("postern.volume.bytes", 1L << 30);

    /** What kernel buffers on four sockets and the gateway's own may hold: far less than a body. */
    private static final long IN_BETWEEN = 48L << 20;

    private static final int MANY = 24;

    private static final byte[] PIECE = new byte[1 << 16];

    private final AtomicLong moved = new AtomicLong();

    @Test
    void sendWhenTheAnswerIsLargeThenItPassesInConstantMemory() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + GIB + "\r\n\r\n");
                    pour(peer.socket.getOutputStream());
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            long before = PlatformDependent.usedDirectMemory();
            caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
            caller.until("\r\n\r\n");
            assertThat(drain(caller.socket.getInputStream(), before)).isEqualTo(GIB);
            UpstreamResult result = gateway.nextResult();
            assertThat(result.responseBytes()).isEqualTo(GIB);
            assertThat(result.completed()).isTrue();
        }
    }

    @Test
    void sendWhenTheBodyIsLargeThenItPassesInConstantMemory() throws Exception {
        long before = PlatformDependent.usedDirectMemory();
        AtomicLong received = new AtomicLong();
        try (RawTarget target = new RawTarget(peer -> {
                    peer.head();
                    received.set(drain(peer.socket.getInputStream(), before, GIB));
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    peer.read();
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("PUT /a HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + GIB + "\r\n\r\n");
            pour(caller.socket.getOutputStream());
            assertThat(caller.answer()).endsWith("ok");
            assertThat(received).hasValue(GIB);
            assertThat(gateway.nextResult().requestBytes()).isEqualTo(GIB);
        }
    }

    @Test
    void sendWhenTheCallerDoesNotReadThenTheTargetIsHeldBack() throws Exception {
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + GIB + "\r\n\r\n");
                    pour(peer.socket.getOutputStream());
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
            caller.until("\r\n\r\n");
            assertHeldBack();
        }
    }

    /** Each costs less than a megabyte, and the rest is what the allocator keeps. */
    @Test
    void sendWhenManyCallersDoNotReadThenTheirAnswersDoNotFillTheMemory() throws Exception {
        List<RawCaller> callers = new ArrayList<>();
        try (RawTarget target = new RawTarget(peer -> {
                    peer.request();
                    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + GIB + "\r\n\r\n");
                    pour(peer.socket.getOutputStream());
                });
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            long before = PlatformDependent.usedDirectMemory();
            for (int i = 0; i < MANY; i++) {
                RawCaller caller = new RawCaller(gateway.port());
                callers.add(caller);
                caller.write("GET /a HTTP/1.1\r\nHost: gateway\r\n\r\n");
                caller.until("\r\n\r\n");
            }
            awaitStandstill();
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan((3L * MANY) << 20);
        } finally {
            for (RawCaller caller : callers) {
                caller.close();
            }
        }
    }

    @Test
    void sendWhenTheTargetDoesNotReadThenTheCallerIsHeldBack() throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        try (RawTarget target = new RawTarget(peer -> {
                    peer.head();
                    stop.await();
                });
                GatewayFixture gateway = new GatewayFixture(target.url());
                RawCaller caller = new RawCaller(gateway.port())) {
            caller.write("PUT /a HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + GIB + "\r\n\r\n");
            Thread pouring = new Thread(() -> {
                try {
                    pour(caller.socket.getOutputStream());
                } catch (IOException closed) {
                    // the end of the test
                }
            });
            pouring.setDaemon(true);
            pouring.start();
            assertHeldBack();
            stop.countDown();
        }
    }

    private void assertHeldBack() {
        awaitStandstill();
        assertThat(moved.get()).isLessThan(IN_BETWEEN);
    }

    private void awaitStandstill() {
        long[] seen = {-1};
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    boolean still = seen[0] == moved.get();
                    seen[0] = moved.get();
                    return still;
                });
    }

    private void pour(OutputStream out) throws IOException {
        while (moved.get() < GIB) {
            int length = (int) Math.min(PIECE.length, GIB - moved.get());
            out.write(PIECE, 0, length);
            moved.addAndGet(length);
        }
        out.flush();
    }

    private static long drain(InputStream in, long before) throws IOException {
        return drain(in, before, Long.MAX_VALUE);
    }

    private static long drain(InputStream in, long before, long most) throws IOException {
        byte[] piece = new byte[1 << 16];
        long all = 0;
        while (all < most) {
            int n = in.read(piece);
            if (n < 0) {
                break;
            }
            all += n;
            assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(IN_BETWEEN);
        }
        return all;
    }

    static {
        System.arraycopy("postern".getBytes(StandardCharsets.US_ASCII), 0, PIECE, 0, 7);
    }
}
