package io.postern.gateway.upstream;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A caller on a plain socket. */
final class RawCaller implements AutoCloseable {

    final Socket socket;
    private final InputStream in;

    RawCaller(int port) throws IOException {
        socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = socket.getInputStream();
    }

    /** Sends one request without a body on a connection of its own, and reads its answer to the end of the connection. */
    static String get(int port, String path) throws IOException {
        return exchange(port, "GET " + path + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
    }

    static String exchange(int port, String request) throws IOException {
        try (RawCaller caller = new RawCaller(port)) {
            caller.write(request);
            return caller.rest();
        }
    }

    void write(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Whatever comes until the connection ends. */
    String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                all.write(some, 0, n);
            }
        } catch (java.net.SocketException reset) {
            all.writeBytes("<reset>".getBytes(StandardCharsets.UTF_8));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    String until(String end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (!all.toString(StandardCharsets.UTF_8).endsWith(end)) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("got only: " + all.toString(StandardCharsets.UTF_8));
            }
            all.write(b);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** One whole answer that says its length. */
    String answer() throws IOException {
        String head = until("\r\n\r\n");
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
