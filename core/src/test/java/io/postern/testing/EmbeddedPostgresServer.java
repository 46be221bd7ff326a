package io.postern.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** PostgreSQL's own binaries, taken from the class path. Where the tests run as root it gives that up in a user namespace. */
final class EmbeddedPostgresServer implements PostgresServer {

    private final int port = FreePort.find();
    private final Path data;
    private @Nullable EmbeddedPostgres running;

    EmbeddedPostgresServer() {
        try {
            data = Files.createTempDirectory("postern-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String host() {
        return "localhost";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        try {
            running = recording(EmbeddedPostgres.builder())
                    .setPort(port)
                    .setDataDirectory(data.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setServerConfig("max_connections", "300")
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With {@code -Dpostgres.record=FOLDER}, every statement goes there: what {@link RecordedStatements} reads. */
    private static EmbeddedPostgres.Builder recording(EmbeddedPostgres.Builder builder) {
        String folder = System.getProperty("postgres.record");
        return folder == null
                ? builder
                : builder.setServerConfig("log_statement", "all")
                        .setServerConfig("logging_collector", "on")
                        .setServerConfig("log_destination", "csvlog")
                        .setServerConfig("log_directory", folder)
                        .setServerConfig(
                                "log_filename",
                                "postgres-" + ProcessHandle.current().pid() + ".log")
                        .setServerConfig("log_file_mode", "0644");
    }

    @Override
    public synchronized void stop() {
        if (running == null) {
            return;
        }
        try {
            running.close();
            running = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove() {
        stop();
        FileSystemUtils.deleteRecursively(data.toFile());
    }
}
