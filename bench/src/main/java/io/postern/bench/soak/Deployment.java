package io.postern.bench.soak;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway as it is deployed, on PostgreSQL and Vault of its own; all on loopback. */
final class Deployment implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("\"address\": *\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("\"client_token\": *\"([^\"]+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Options options;
    private final Path work;
    private final String java;
    private final List<Program> programs = new ArrayList<>();
    private final int postgresPort = freePort();
    private final int port = freePort();
    private final int managementPort = freePort();

    private Deployment(Options options) throws IOException {
        this.options = options;
        work = Files.createDirectories(options.root().resolve("bench/target/soak"));
        java = ProcessHandle.current().info().command().orElse("java");
    }

    static Deployment start(Options options, Target target, Target moody) throws IOException {
        Deployment deployment = new Deployment(options);
        try {
            deployment.startPostgres(target, moody);
            deployment.startGateway(deployment.startVault(), target, moody);
            return deployment;
        } catch (IOException | RuntimeException e) {
            deployment.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    String database() {
        return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/soak";
    }

    Gateway gateway() {
        return new Gateway(programs.get(programs.size() - 1), managementPort);
    }

    private Program start(String name, List<String> command) throws IOException {
        Program program = new Program(name, work, command);
        programs.add(program);
        return program;
    }

    private void startPostgres(Target target, Target moody) throws IOException {
        Path script = work.resolve("rows.sql");
        Files.writeString(script, Rows.script(url(target), url(moody)));
        Program postgres = start(
                "postgresql",
                List.of(
                        java,
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.postern.bench.PostgresServer",
                        "port=" + postgresPort,
                        "directory=" + work.resolve("postgresql"),
                        "migrations=" + options.root().resolve("core/src/main/resources/db/migration"),
                        "databases=soak:" + script));
        postgres.await(() -> postgres.said().contains("ready\n"));
    }

    private static String url(Target target) {
        return "http://127.0.0.1:" + target.port();
    }

    /** Its address, and the token of a gateway, which can only read. */
    private Map.Entry<String, String> startVault() throws IOException {
        Program vault =
                start("vault", List.of(options.vault().toString(), "-listen", "127.0.0.1:0", "-root-token", "root"));
        vault.await(() -> ADDRESS.matcher(vault.said()).find());
        String address = first(ADDRESS, vault.said());
        String policy = Files.readString(options.root().resolve("charts/postern/policies/gateway.hcl"));
        vault(
                address,
                "PUT",
                "sys/policies/acl/gateway",
                "{\"policy\":\""
                        + policy.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}");
        vault(
                address,
                "PUT",
                "secret/data/postern/" + Rows.CLIENT + "/cred_target",
                "{\"data\":{\"token\":\"" + Target.SECRET + "\"}}");
        String answer =
                vault(address, "POST", "auth/token/create-orphan", "{\"policies\":[\"gateway\"],\"period\":\"24h\"}");
        return Map.entry(address, first(TOKEN, answer));
    }

    private static String first(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("nothing like " + pattern + " in what Vault said");
        }
        return matcher.group(1);
    }

    private static String vault(String address, String method, String path, String body) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
                .header("X-Vault-Token", "root")
                .method(method, BodyPublishers.ofString(body))
                .build());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("Vault: " + method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void startGateway(Map.Entry<String, String> vault, Target target, Target moody) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dio.netty.leakDetection.level=" + (options.paranoid() ? "paranoid" : "advanced"),
                "-jar",
                application().toString()));
        settings(vault, target, moody).forEach((name, value) -> command.add("--" + name + "=" + value));
        Program program = start("gateway", command);
        Gateway gateway = gateway();
        program.await(gateway::isReady);
    }

    private Path application() throws IOException {
        try (Stream<Path> files = Files.list(options.root().resolve("gateway/target"))) {
            return files.filter(file -> file.getFileName().toString().matches("postern-gateway-.*-application\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the gateway is not built"));
        }
    }

    private Map<String, String> settings(Map.Entry<String, String> vault, Target target, Target moody) {
        Map<String, String> settings = new java.util.TreeMap<>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", Integer.toString(port));
        settings.put("management.server.address", "127.0.0.1");
        settings.put("management.server.port", Integer.toString(managementPort));
        settings.put("spring.r2dbc.url", "r2dbc:postgresql://127.0.0.1:" + postgresPort + "/soak");
        settings.put("spring.r2dbc.username", "bench_gateway");
        settings.put("spring.r2dbc.password", "bench");
        settings.put("postern.secrets.store", "vault");
        settings.put("postern.vault.uri", vault.getKey());
        settings.put("postern.vault.token", vault.getValue());
        settings.put("postern.caller-hash.keys[0].id", "k1");
        settings.put("postern.caller-hash.keys[0].key", Base64.getEncoder().encodeToString(Rows.HASH_KEY));
        settings.put(
                "postern.gateway.upstream.allowed-addresses",
                "127.0.0.1/32:" + target.port() + ",127.0.0.1/32:" + moody.port());
        // Targets that go away are what this is about.
        settings.put("postern.gateway.upstream.breaker.enabled", "false");
        // So that connections also end of themselves all the time, and none is left soon after the last call.
        settings.put("postern.gateway.upstream.max-idle", "1s");
        settings.put("postern.gateway.upstream.eviction-interval", "200ms");
        settings.put("postern.gateway.request-log.capacity", "200000");
        settings.put("postern.gateway.shutdown.drain", "0s");
        settings.put("postern.gateway.shutdown.timeout", "1s");
        return settings;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        for (int i = programs.size() - 1; i >= 0; i--) {
            programs.get(i).close();
        }
    }
}
