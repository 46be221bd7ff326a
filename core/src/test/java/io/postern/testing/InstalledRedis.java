package io.postern.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** A {@code redis-server} or {@code valkey-server} that is installed here. */
final class InstalledRedis implements RedisServer {

    private final String program;
    private final int port = FreePort.find();
    private final List<String> options;
    private final Path folder;
    private @Nullable ChildProcess process;

    InstalledRedis(String program, List<String> options) {
        this.program = program;
        this.options = List.copyOf(options);
        try {
            folder = Files.createTempDirectory("postern-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the installed program; null where there is none. */
    static @Nullable String program() {
        if (ChildProcess.isOnPath("redis-server")) {
            return "redis-server";
        }
        return ChildProcess.isOnPath("valkey-server") ? "valkey-server" : null;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        List<String> command = new ArrayList<>(List.of(
                program, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.toString()));
        command.addAll(options.isEmpty() ? List.of("--port", Integer.toString(port)) : options);
        command.replaceAll(word -> word.replace("{port}", Integer.toString(port)));
        process = ChildProcess.start(command, folder.resolve("output.txt"));
    }

    @Override
    public synchronized void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    @Override
    public synchronized void freeze() {
        signal("-STOP");
    }

    @Override
    public synchronized void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        if (process != null) {
            process.signal(signal);
        }
    }

    @Override
    public void remove() {
        kill();
        FileSystemUtils.deleteRecursively(folder.toFile());
    }
}
