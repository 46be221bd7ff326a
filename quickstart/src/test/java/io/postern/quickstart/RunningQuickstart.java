package io.postern.quickstart;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The quickstart as a process of its own, started as {@code ./run} does, on the class path of the tests. */
public final class RunningQuickstart implements AutoCloseable {

    private final Process process;
    private final Path output;
    private final Path data;

    private RunningQuickstart(Process process, Path output, Path data) {
        this.process = process;
        this.output = output;
        this.data = data;
    }

    /** Starts it on free ports. */
    static RunningQuickstart start(Path data, String... options) {
        List<String> ports = new ArrayList<>(List.of("--admin-port", "0", "--gateway-port", "0"));
        ports.addAll(List.of(options));
        return startAsGiven(data, Map.of(), ports);
    }

    public static RunningQuickstart startAsGiven(Path data, Map<String, String> environment, List<String> options) {
        // A process started in the background inherits that SIGINT is ignored, and a JVM then ignores it, too.
        List<String> command = new ArrayList<>(List.of(
                "perl",
                "-e",
                "$SIG{INT} = 'DEFAULT'; exec @ARGV or die",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                QuickstartApplication.class.getName(),
                "--data",
                data.toString()));
        command.addAll(options);
        try {
            Path output = Files.createTempFile(data.getParent(), "output", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return new RunningQuickstart(builder.start(), output, data);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it says that it is ready. */
    public RunningQuickstart ready() {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended: " + output() + log());
            }
            return output().lines().anyMatch(line -> line.startsWith("ready"));
        });
        return this;
    }

    String output() {
        return read(output);
    }

    public String log() {
        Path log = data.resolve("quickstart.log");
        return Files.exists(log) ? read(log) : "";
    }

    Facts facts() {
        return JsonMapper.shared().treeToValue(document(), Facts.class);
    }

    /** What lies in {@code quickstart.json}. */
    public JsonNode document() {
        return JsonMapper.shared().readTree(read(data.resolve(Facts.FILE)));
    }

    /** SIGINT, as Ctrl-C sends it. */
    int interrupt() {
        return signal("-INT");
    }

    int terminate() {
        return signal("-TERM");
    }

    private int signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            return exitCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int exitCode() {
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new AssertionError("it goes on: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9} of the process; its PostgreSQL goes on. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** The number in PostgreSQL's own file. */
    long postgresPid() {
        return Long.parseLong(read(data.resolve("postgres/postmaster.pid"))
                .lines()
                .findFirst()
                .orElseThrow());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Leaves nothing running, whatever the test did. */
    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
        }
        LeftOverPostgres.end(data.resolve("postgres"));
    }
}
