package io.postern.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis for tests, of the caller's own and empty: an installed {@code redis-server} or {@code valkey-server}, else a
 * container. Where there is neither it throws and names these ways. Test classes carry {@link NeedsRedis}.
 */
public final class RedisFixture implements AutoCloseable {

    private final RedisServer server;

    private RedisFixture(RedisServer server) {
        this.server = server;
    }

    /** Returns when it answers. */
    public static RedisFixture start() {
        @Nullable String installed = InstalledRedis.program();
        RedisServer server;
        if (installed != null) {
            server = new InstalledRedis(installed, List.of());
        } else if (DockerEngine.answers()) {
            server = new ContainedRedis();
        } else {
            throw new IllegalStateException("""
                    No Redis for the tests that need one. Give them one of these:
                      - a program named redis-server or valkey-server on the PATH (Debian: apt-get install redis-server);
                      - a Docker engine that answers.
                    Or leave these tests out: -Dredis.tests=skip""");
        }
        RedisFixture fixture = new RedisFixture(server);
        fixture.startAgain();
        return fixture;
    }

    /**
     * An installed Redis that speaks TLS only, and lets in only who has the password.
     *
     * @throws IllegalStateException where none is installed
     */
    public static RedisFixture startWithTls(String password, Path certificate, Path key) {
        @Nullable String installed = InstalledRedis.program();
        if (installed == null) {
            throw new IllegalStateException("This test needs an installed redis-server: apt-get install redis-server");
        }
        RedisServer server = new InstalledRedis(
                installed,
                List.of(
                        "--port",
                        "0",
                        "--tls-port",
                        "{port}",
                        "--tls-cert-file",
                        certificate.toString(),
                        "--tls-key-file",
                        key.toString(),
                        "--tls-ca-cert-file",
                        certificate.toString(),
                        "--tls-auth-clients",
                        "no",
                        "--requirepass",
                        password));
        RedisFixture fixture = new RedisFixture(server);
        server.start();
        Awaitility.await("Redis listens")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(fixture::listens);
        return fixture;
    }

    /** Starts again, empty, at the same port; returns when it answers. */
    public void startAgain() {
        server.start();
        Awaitility.await("Redis answers")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> "+PONG".equals(ask("PING")));
    }

    public URI url() {
        return URI.create("redis://" + server.host() + ":" + server.port());
    }

    /** One command, and the first line of its answer; empty where there is none. */
    public String ask(String command) {
        try (Socket socket = connected()) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = answer.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }

    private boolean listens() {
        try (Socket socket = connected()) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(2_000);
        socket.connect(new InetSocketAddress(server.host(), server.port()), 2_000);
        return socket;
    }

    /** Ends it as {@code kill -9} does; what it held is gone. */
    public void kill() {
        server.kill();
    }

    /** It stays connected and answers nothing more, until it is thawed. */
    public void freeze() {
        server.freeze();
    }

    public void thaw() {
        server.thaw();
    }

    @Override
    public void close() {
        server.remove();
    }
}
