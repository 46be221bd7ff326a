package io.postern.gateway.requestlog;

import io.postern.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/** A link to PostgreSQL that, once, keeps the answer to a {@code COPY} to itself and breaks: the rows are there, and nobody knows. */
final class LostAnswer implements AutoCloseable {

    private final TestDatabase database;
    private final ServerSocket server;
    private final AtomicBoolean toLose = new AtomicBoolean(true);

    LostAnswer(TestDatabase database) {
        this.database = database;
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** The database as it is reached over this link. */
    TestDatabase database() {
        return new TestDatabase(server.getInetAddress().getHostAddress(), server.getLocalPort(), database.name());
    }

    boolean isLost() {
        return !toLose.get();
    }

    private static void start(Runnable run) {
        Thread thread = new Thread(run, "lost-answer");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket postgres = new Socket(database.host(), database.port());
                start(() -> pass(client, postgres, false));
                start(() -> pass(postgres, client, true));
            } catch (IOException e) {
                // Closed, or PostgreSQL is away.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                boolean copied = answers && new String(bytes, 0, count, StandardCharsets.ISO_8859_1).contains("COPY ");
                if (copied && toLose.compareAndSet(true, false)) {
                    return;
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // One side has gone, so the other one goes.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
