package io.postern.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Where one of the two applications listens, on 127.0.0.1.
 *
 * @param api its own port
 * @param management of its health and metrics
 */
record Ports(int api, int management) {

    private static final int MANAGEMENT_DISTANCE = 1000;

    /**
     * The ports for an option's value, both free at this moment.
     *
     * @param port 0: any two free ones
     * @throws QuickstartException where another program has one of them
     */
    static Ports choose(String option, int port) {
        if (port == 0) {
            return new Ports(free(), free());
        }
        int management = port + MANAGEMENT_DISTANCE <= 65535 ? port + MANAGEMENT_DISTANCE : free();
        check(option, port);
        check(option, management);
        return new Ports(port, management);
    }

    /** A port that nobody has at this moment. */
    static int free() {
        try (ServerSocket socket = listen(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(String option, int port) {
        try (ServerSocket socket = listen(port)) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw new QuickstartException(
                    "Port " + port + " is in use by another program; choose another one with " + option + " PORT.", e);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    String url() {
        return "http://127.0.0.1:" + api;
    }
}
