package io.postern.endtoend;

import io.postern.admin.AdminApiApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An admin API in a process of its own, on the same database and Vault as the one in this process. */
final class AdminProcess implements AutoCloseable {

    private final Process process;
    private final Path output;
    private final Admin admin;

    private AdminProcess(Process process, Path output, Admin admin) {
        this.process = process;
        this.output = output;
        this.admin = admin;
    }

    /** Returns when it answers. */
    static AdminProcess start(PosternServers servers) throws IOException {
        int port = PosternServers.freePort();
        Map<String, String> properties = servers.adminProperties(servers.managementPort(true));
        properties.put("server.port", Integer.toString(port));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AdminApiApplication.class.getName()));
        command.addAll(List.of(PosternServers.arguments(properties)));
        Path output = Files.createTempFile("postern-admin", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        AdminProcess started =
                new AdminProcess(process, output, new Admin("http://127.0.0.1:" + port, servers.userToken()));
        PosternServers.awaitStart("the admin API answers", started::answers);
        return started;
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("it ended: " + Files.readString(output));
        }
        try {
            return admin.get("/api/clients").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    Admin admin() {
        return admin;
    }

    /** As {@code kill -9} does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kill();
        Files.deleteIfExists(output);
    }
}
