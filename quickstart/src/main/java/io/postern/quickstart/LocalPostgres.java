package io.postern.quickstart;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * A PostgreSQL of our own, whose binaries come with the application and whose data stays in the data directory. It listens
 * on 127.0.0.1 alone and asks everybody for a password.
 */
final class LocalPostgres implements AutoCloseable {

    private static final String DATA = "postgres";
    private static final String BINARIES = "postgresql";
    private static final DataSize FIRST_START = DataSize.ofMegabytes(200);
    private static final DataSize LATER_START = DataSize.ofMegabytes(32); // two segments of the log of writes
    // Written when the server is set up for good: without it, what lies in the directory is a start that was cut off.
    private static final String READY = "postgres.ready";
    private static final String PASSWORDS = "postgres.passwords";
    private static final String NAME = "postern";

    private final DataDirectory directory;
    private final Path data;
    private final Database database;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    /** Nothing runs yet, but where it will is settled. */
    LocalPostgres(DataDirectory directory) {
        this.directory = directory;
        this.data = directory.resolve(DATA);
        this.port = Ports.free();
        String[] passwords = directory
                .keep(PASSWORDS, () -> RandomText.urlSafe() + " " + RandomText.urlSafe() + " " + RandomText.urlSafe())
                .split(" ", -1);
        this.database = new Database(
                "//127.0.0.1:" + port + "/" + NAME,
                new Database.Login("postgres", passwords[0]),
                new Database.Login("quickstart_admin", passwords[1]),
                new Database.Login("quickstart_gateway", passwords[2]));
    }

    /** Ends what an earlier run may have left running. */
    static void endLeftOver(DataDirectory directory) {
        LeftOverPostgres.end(directory.resolve(DATA));
    }

    Database database() {
        return database;
    }

    /**
     * Starts the server on the data of earlier runs, or on none.
     *
     * @throws QuickstartException where it does not start
     */
    synchronized LocalPostgres start() {
        endLeftOver(directory);
        if (directory.has(READY)) {
            directory.requireRoom(LATER_START);
        } else {
            directory.delete(DATA);
            directory.requireRoom(FIRST_START);
        }
        try {
            server = builder().start();
            if (!directory.has(READY)) {
                setUp(server);
                directory.write(READY, "set up");
            }
            return this;
        } catch (IOException | SQLException | IllegalStateException e) {
            // The library takes them for whole where a full disk cut them off: the next start unpacks them anew.
            directory.delete(BINARIES);
            throw new QuickstartException(
                    "PostgreSQL did not start; " + directory.resolve("quickstart.log")
                            + " says why. As root it needs user"
                            + " namespaces, which containers may forbid: run as another user then, or give a server with"
                            + " --postgres.",
                    e);
        }
    }

    private EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setPgBinaryResolver(new OwnBinaries())
                // Not in /tmp, where another user could have put other binaries.
                .setOverrideWorkingDirectory(directory.resolve(BINARIES).toFile())
                .setDataDirectory(data)
                .setPort(port)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setConnectConfig("password", database.owner().password())
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "100")
                // The library is made for tests, and switches both off: a killed process would lose what it had
                // answered.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
    }

    private void setUp(EmbeddedPostgres server) throws IOException, SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role postern_admin nologin");
            statement.execute("create role postern_gateway nologin");
            statement.execute(login(database.admin(), "postern_admin"));
            statement.execute(login(database.gateway(), "postern_gateway"));
            statement.execute("create database " + NAME);
            statement.execute(
                    "alter role postgres password '" + database.owner().password() + "'");
            Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
        }
    }

    private static String login(Database.Login login, String group) {
        return "create role " + login.user() + " login password '" + login.password() + "' in role " + group;
    }

    /** One for each server: of each, the library unpacks into one folder only, whatever folders it is given later. */
    private static final class OwnBinaries implements PgBinaryResolver {

        @Override
        public InputStream getPgBinary(String system, String machineHardware) throws IOException {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware);
        }
    }

    /** Ends the server in order: everything that was committed is on disk. Waits where it is just starting. */
    @Override
    public synchronized void close() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
