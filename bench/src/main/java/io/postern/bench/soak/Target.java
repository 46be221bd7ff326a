package io.postern.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The target of all calls: what it makes of a request, the request says. */
final class Target implements AutoCloseable {

    static final String SECRET = "soak-target-secret-9fK3mRb6TpQd";

    private final ServerSocket server;
    private final Findings findings;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final Map<String, Integer> closes = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "target");
        thread.setDaemon(true);
        return thread;
    });

    Target(Findings findings) throws IOException {
        this.findings = findings;
        server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    Findings findings() {
        return findings;
    }

    /** Connections that are open. */
    int open() {
        return open.get();
    }

    /** Each mark that came, and how often. */
    Map<String, Integer> seen() {
        return seen;
    }

    /** Notes that a request is here; the answer is how often it was by now. */
    int arrived(String id) {
        return seen.merge(id, 1, Integer::sum);
    }

    /** Notes that a WebSocket ended with that code; 1006 where there was none. */
    void closed(String id, int code) {
        closes.put(id, code);
    }

    /** With which code a WebSocket ended; 0 where it has not within some seconds. */
    int closeOf(String id) throws IOException {
        for (int waited = 0; waited < 500; waited++) {
            Integer code = closes.remove(id);
            if (code != null) {
                return code;
            }
            Wire.pause(10);
        }
        return 0;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.incrementAndGet();
                threads.execute(() -> serve(socket));
            } catch (IOException closedOrTooMany) {
                if (!server.isClosed()) {
                    findings.count("failed accepts of the target");
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new TargetConnection(this, socket).serve();
        } catch (IOException gatewayWentAway) {
            findings.count("connections that the gateway ended in the middle");
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
