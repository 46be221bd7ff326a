package io.postern.gateway.limit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server whose open connections can be made to carry nothing more, and stay open; new ones work. */
final class FragileLink implements AutoCloseable {

    private final ServerSocket listener;
    private final URI target;
    private final AtomicInteger cuts = new AtomicInteger();
    private final List<Socket> ends = new CopyOnWriteArrayList<>();

    FragileLink(URI target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    URI url() {
        return URI.create(target.getScheme() + "://" + listener.getInetAddress().getHostAddress() + ":"
                + listener.getLocalPort());
    }

    /** As when the server's machine is gone, and nobody says so. */
    void cut() {
        cuts.incrementAndGet();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fragile-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                Socket far = new Socket(target.getHost(), target.getPort());
                ends.addAll(List.of(near, far));
                int before = cuts.get();
                daemon(() -> carry(near, far, before));
                daemon(() -> carry(far, near, before));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void carry(Socket from, Socket to, int before) {
        byte[] octets = new byte[4096];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                if (cuts.get() == before) {
                    out.write(octets, 0, count);
                }
            }
        } catch (IOException ended) {
            // So has the connection.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket end : ends) {
                end.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
