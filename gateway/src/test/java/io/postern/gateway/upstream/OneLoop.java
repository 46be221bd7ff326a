package io.postern.gateway.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * A single event loop, for gateways whose calls are all to share one pool, and a way to know that it has read what was there
 * to read: a byte that goes to an echo on the same loop and back is polled for after all that came before it.
 */
final class OneLoop {

    private static final OneLoop SHARED = new OneLoop();

    private final LoopResources resources = LoopResources.create("one-loop", 1, true);
    private final Socket echo;

    private OneLoop() {
        int port = TcpServer.create()
                .runOn(resources)
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> out.send(in.receive().retain()))
                .bindNow()
                .port();
        try {
            echo = new Socket(InetAddress.getLoopbackAddress(), port);
            echo.setTcpNoDelay(true);
            echo.setSoTimeout(20_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LoopResources resources() {
        return SHARED.resources;
    }

    /** Returns when the loop has polled for input again. */
    static void turn() throws IOException {
        SHARED.roundTrip();
    }

    private synchronized void roundTrip() throws IOException {
        echo.getOutputStream().write(1);
        if (echo.getInputStream().read() != 1) {
            throw new IOException("the event loop has ended");
        }
    }
}
