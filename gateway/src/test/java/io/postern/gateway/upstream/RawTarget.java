package io.postern.gateway.upstream;

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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A target on a plain socket: it does to each connection what a test says, byte by byte. */
final class RawTarget implements AutoCloseable {

    interface Script {
        void serve(Peer peer) throws Exception;
    }

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Script script;
    final AtomicInteger connections = new AtomicInteger();

    /** The head of each request, in the order of their arrival. */
    final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    /** One entry for each connection that the other side closed. */
    final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

    RawTarget(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** A target that answers every request on every connection with the same bytes. */
    static RawTarget answering(String bytes) {
        return new RawTarget(peer -> {
            while (true) {
                peer.request();
                peer.write(bytes);
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    String nextHead() throws InterruptedException {
        String head = heads.poll(10, TimeUnit.SECONDS);
        if (head == null) {
            throw new AssertionError("no request came");
        }
        return head;
    }

    boolean sawClose() throws InterruptedException {
        return closed.poll(10, TimeUnit.SECONDS) != null;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new Peer(socket));
        } catch (IOException e) {
            closed.add("closed");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-target");
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

    /** One connection, as the target sees it. */
    final class Peer {

        final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /** Reads one head and the body that its Content-Length announces. */
        String request() throws IOException {
            String head = head();
            int length = 0;
            for (String line : head.split("\r\n", -1)) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).trim());
                }
            }
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            heads.add(head + body);
            return head + body;
        }

        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException();
                }
                head.write(b);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        int read() throws IOException {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            return b;
        }

        void write(String bytes) throws IOException {
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Ends the connection with a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
