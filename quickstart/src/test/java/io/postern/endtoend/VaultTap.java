package io.postern.endtoend;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before Vault and passes every byte on as it is; it keeps what went to Vault. */
final class VaultTap implements AutoCloseable {

    private static final Pattern READ = Pattern.compile("GET /v1/\\S+/data/\\S+");
    private static final Pattern TOKEN = Pattern.compile("(?i)x-vault-token: *(\\S+)");

    private final URI vault;
    private final ServerSocket server;
    private final List<ByteArrayOutputStream> connections = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    VaultTap(URI vault) {
        this.vault = vault;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RecordingTarget.daemon(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The request line of every read of a secret, without its version of HTTP. */
    List<String> reads() {
        List<String> reads = new ArrayList<>();
        for (ByteArrayOutputStream connection : connections) {
            Matcher matcher = READ.matcher(connection.toString(StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                reads.add(matcher.group());
            }
        }
        return reads;
    }

    /** Every token that was shown. */
    Set<String> tokens() {
        Set<String> tokens = new TreeSet<>();
        for (ByteArrayOutputStream connection : connections) {
            Matcher matcher = TOKEN.matcher(connection.toString(StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                tokens.add(matcher.group(1));
            }
        }
        return tokens;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                RecordingTarget.daemon(() -> pass(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket client) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        connections.add(sent);
        try (client;
                Socket upstream = new Socket(vault.getHost(), vault.getPort())) {
            sockets.add(upstream);
            RecordingTarget.daemon(() -> pump(upstream, client, new ByteArrayOutputStream()));
            pump(client, upstream, sent);
        } catch (IOException e) {
            // Vault is away: the caller sees its connection closed.
        }
    }

    private static void pump(Socket from, Socket to, ByteArrayOutputStream kept) {
        byte[] some = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                kept.write(some, 0, n);
                out.write(some, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // One of them is gone, and so is the other now.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
