package io.postern.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A third-party API on a plain socket, which keeps every byte of every request. */
final class RecordingTarget implements AutoCloseable {

    /** What it does to a request whose head it has read. */
    interface Behaviour {
        void serve(String head, Socket socket) throws IOException;
    }

    /** With which a client begins that expects TLS (RFC 8446, section 5.1). */
    private static final int TLS_HANDSHAKE = 0x16;

    private static final Behaviour OK = answering("200 OK", "ok");

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();

    RecordingTarget() {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    static Behaviour answering(String status, String body) {
        return (head, socket) -> write(
                socket,
                "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }

    /** Does something else than to answer 200 wherever the request's path begins with this. */
    void on(String path, Behaviour behaviour) {
        behaviours.put(path, behaviour);
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Every request, head and body as they came, whose path begins with this. */
    List<String> received(String path) {
        return received.stream()
                .filter(request -> path(request).startsWith(path))
                .toList();
    }

    /** The one request whose path begins with this. */
    String only(String path) {
        List<String> requests = received(path);
        if (requests.size() != 1) {
            throw new AssertionError("not one request at " + path + ": " + requests);
        }
        return requests.get(0);
    }

    String last(String path) {
        List<String> requests = received(path);
        return requests.get(requests.size() - 1);
    }

    static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String path(String request) {
        return request.split(" ", 3)[1];
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                String head = head(socket);
                String path = path(head);
                Behaviour behaviour = behaviours.entrySet().stream()
                        .filter(entry -> path.startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(OK);
                if (isStreamed(head)) {
                    received.add(head);
                } else {
                    received.add(head + body(head, socket.getInputStream()));
                }
                behaviour.serve(head, socket);
            }
        } catch (IOException e) {
            // The other side is gone.
        }
    }

    /** A body that its behaviour reads, because it is not to be kept. */
    private static boolean isStreamed(String head) {
        return path(head).endsWith("/volume");
    }

    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        int first = in.read();
        if (first == TLS_HANDSHAKE) {
            write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
        }
        if (first < 0 || first == TLS_HANDSHAKE) {
            throw new EOFException();
        }
        return (char) first + until(in, "\r\n\r\n");
    }

    private static String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String body(String head, InputStream in) throws IOException {
        for (String line : head.split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                int length = Integer.parseInt(line.substring(15).trim());
                return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            }
            if (lower.startsWith("transfer-encoding:")) {
                return until(in, "0\r\n\r\n");
            }
        }
        return "";
    }

    static void daemon(Runnable task) {
        Thread thread = new Thread(task, "end-to-end");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
