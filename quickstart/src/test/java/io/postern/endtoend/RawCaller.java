package io.postern.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An app on a plain socket, which sends exactly the bytes it is told to. */
final class RawCaller implements AutoCloseable {

    final Socket socket;
    private final InputStream in;

    RawCaller(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one request on a connection of its own and reads until that ends. */
    static String exchange(int port, String request) {
        try (RawCaller caller = new RawCaller(port)) {
            caller.write(request);
            return caller.rest();
        }
    }

    /** The same, of a request that the gateway may cut off at any time. */
    static String attempt(int port, String request) {
        try {
            return exchange(port, request);
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    /** Sends one request and reads the one answer. */
    static String ask(int port, String request) {
        try (RawCaller caller = new RawCaller(port)) {
            caller.write(request);
            return caller.answer();
        }
    }

    void write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String rest() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One whole answer that says how long it is. */
    String answer() {
        String head = until("\r\n\r\n");
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
        try {
            return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to this text and with it. */
    String until(String end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            while (!bytes.toString(StandardCharsets.UTF_8).endsWith(end)) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException("got only: " + bytes.toString(StandardCharsets.UTF_8));
                }
                bytes.write(b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
