package io.postern.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL that went on when an earlier quickstart was killed. Whoever holds the directory's lock may end it. */
final class LeftOverPostgres {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOverPostgres.class);

    private LeftOverPostgres() {}

    /** Ends a server on this data directory, if there is one, and removes what would keep the next from starting. */
    static void end(Path data) {
        Path pidFile = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(pidFile)) {
                return;
            }
            List<String> lines = Files.readAllLines(pidFile);
            if (!lines.isEmpty()) {
                ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                        .filter(process -> serves(process, data))
                        .ifPresent(LeftOverPostgres::end);
            }
            // Its number may belong to another process by now, which PostgreSQL would take for a server.
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean serves(ProcessHandle process, Path data) {
        ProcessHandle.Info info = process.info();
        return info.command().map(command -> command.endsWith("postgres")).orElse(false)
                && info.arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(data.toString()))
                        .orElse(false);
    }

    private static void end(ProcessHandle server) {
        LOG.info("Ending the PostgreSQL that a killed run left behind, process {}", server.pid());
        try {
            // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
            new ProcessBuilder("kill", "-INT", Long.toString(server.pid()))
                    .start()
                    .waitFor();
            server.onExit().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            server.destroyForcibly();
            server.onExit().join();
        } catch (IOException | java.util.concurrent.ExecutionException e) {
            throw new QuickstartException("Can't end the PostgreSQL of an earlier run, process " + server.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartException("Interrupted", e);
        }
    }
}
