package io.postern.bench.soak;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A process that runs until the end; what it says goes into a file. */
final class Program implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final int STOP_SECONDS = 20;

    private final String name;
    private final Path log;
    private final Process process;

    Program(String name, Path directory, List<String> command) throws IOException {
        this.name = name;
        log = directory.resolve(name + ".log");
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    long pid() {
        return process.pid();
    }

    String said() throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    /** Waits until that holds. */
    void await(Callable<Boolean> started) throws IOException {
        long until = System.nanoTime() + START.toNanos();
        while (!holds(started)) {
            if (!process.isAlive() || System.nanoTime() - until > 0) {
                throw new IOException(name + " did not start:\n" + said());
            }
            Wire.pause(20);
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception notYet) {
            return false;
        }
    }

    /** Its input ends, which some take for the end; the others get a signal. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
