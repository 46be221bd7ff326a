package io.postern.endtoend;

import io.postern.gateway.GatewayApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway in a process of its own, on the same database and Vault as the one in this process. */
final class GatewayProcess implements AutoCloseable {

    private final PosternServers servers;
    private final Process process;
    private final Path output;
    private final int port;

    private GatewayProcess(PosternServers servers, Process process, Path output, int port) {
        this.servers = servers;
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Returns when it knows the proxy. */
    static GatewayProcess start(PosternServers servers, Map<String, String> more, String proxy, String key)
            throws IOException {
        int port = PosternServers.freePort();
        Map<String, String> properties = servers.gatewayProperties();
        properties.put("server.port", Integer.toString(port));
        properties.putAll(more);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayApplication.class.getName()));
        command.addAll(List.of(PosternServers.arguments(properties)));
        Path output = Files.createTempFile("postern-gateway", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        GatewayProcess started = new GatewayProcess(servers, process, output, port);
        PosternServers.awaitStart("the gateway serves the proxy", () -> started.serves(proxy, key));
        return started;
    }

    private boolean serves(String proxy, String key) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("it ended: " + Files.readString(output));
        }
        try {
            return get(proxy, "/ready", key).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** A GET with this in {@code Authorization}. */
    HttpResponse<String> get(String proxy, String path, String key) {
        return servers.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/" + proxy + path))
                .header("Authorization", key)
                .build());
    }

    /** As {@code kill -9} does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@code kill} does it; returns how it ended. */
    int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kill();
        Files.deleteIfExists(output);
    }
}
