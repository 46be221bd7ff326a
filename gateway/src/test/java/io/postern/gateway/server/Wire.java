package io.postern.gateway.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A caller's connection, octet by octet. */
final class Wire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        // Each write goes out as it is.
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    void write(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    String until(String end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (!all.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("got only: " + all.toString(StandardCharsets.ISO_8859_1));
            }
            all.write(octet);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** One whole answer that is chunked or says its length. */
    String answer() throws IOException {
        String head = until("\r\n\r\n");
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        if (at < 0) {
            return head + until("0\r\n\r\n");
        }
        int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf('\r', at)));
        return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Whatever comes until the connection ends; {@code <reset>} where that was no orderly end. */
    String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                all.write(octet);
            }
        } catch (SocketException reset) {
            all.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
