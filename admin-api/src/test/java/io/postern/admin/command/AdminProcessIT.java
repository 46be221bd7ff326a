package io.postern.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.AdminApiApplication;
import io.postern.admin.AdminArguments;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as an operating system sees it: its arguments, signals and exit codes. */
class AdminProcessIT {

    private final TestDatabase database = PostgresFixture.shared().newEmptyDatabase();

    private static Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AdminApiApplication.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process startToMigrate(Path output) throws IOException {
        return start(
                output,
                "migrate",
                "--spring.flyway.url=" + database.jdbcUrl(),
                "--spring.flyway.user=" + TestDatabase.OWNER,
                "--spring.flyway.password=" + TestDatabase.PASSWORD);
    }

    @Test
    void processesWhenTwoMigrateAtOnceThenBothSucceedAndEachMigrationIsAppliedOnce(@TempDir Path folder)
            throws Exception {
        Path one = folder.resolve("one.log");
        Path two = folder.resolve("two.log");
        Process first = startToMigrate(one);
        Process second = startToMigrate(two);

        assertThat(exitCode(first)).as(Files.readString(one)).isZero();
        assertThat(exitCode(second)).as(Files.readString(two)).isZero();
        assertThat((Files.readString(one) + Files.readString(two)).split("applied V1 ", -1))
                .hasSize(2);
    }

    @Test
    void processWhenItIsTerminatedBeforeItsCommandIsDoneThenItDoesNotEndWithZero(@TempDir Path folder)
            throws Exception {
        Path output = folder.resolve("migrate.log");
        // PostgreSQL hangs.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process migrating = start(
                    output,
                    "migrate",
                    "--spring.flyway.url=jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/postern",
                    "--spring.flyway.user=owner",
                    "--spring.flyway.password=none");
            silent.setSoTimeout(60_000);
            try (Socket connected = silent.accept()) {
                assertThat(connected.isConnected()).isTrue();
                migrating.destroy();

                assertThat(exitCode(migrating)).as(Files.readString(output)).isEqualTo(128 + 15);
            }
        }
    }

    @Test
    void processWhenItMigratesThenItEndsWithZeroAndWhenItServesThenATerminateDoes(@TempDir Path folder)
            throws Exception {
        Path migration = folder.resolve("migrate.log");
        assertThat(exitCode(startToMigrate(migration)))
                .as(Files.readString(migration))
                .isZero();
        assertThat(Files.readString(migration)).contains("applied V1 schema in ");

        Path served = folder.resolve("serve.log");
        Process serving = start(served, AdminArguments.of(database, "--postern.admin.shutdown.drain=0s"));
        Awaitility.await()
                .atMost(2, TimeUnit.MINUTES)
                .until(() -> Files.readString(served).contains("the schema is version "));
        serving.destroy();
        assertThat(exitCode(serving)).as(Files.readString(served)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://me:CANARY@127.0.0.1:1/postern, spring.flyway.url must be",
        "jdbc:postgresql://127.0.0.1:x/postern?password=CANARY, spring.flyway.url must be",
        "jdbc:postgresql://127.0.0.1:1/postern?user=me&password=CANARY, refused"
    })
    void processWhenTheAddressOfTheDatabaseCantBeUsedThenItEndsAndNeverShowsThePasswordInIt(
            String url, String said, @TempDir Path folder) throws Exception {
        Path served = folder.resolve("serve.log");
        Path migrated = folder.resolve("migrate.log");
        String[] settings = {"--spring.flyway.url=" + url, "--spring.flyway.connect-retries=0"};
        Process serving =
                start(served, AdminArguments.of(database, settings[0], settings[1], "--spring.flyway.enabled=true"));
        Process migrating = start(migrated, "migrate", settings[0], settings[1]);

        assertThat(exitCode(serving)).isEqualTo(1);
        assertThat(exitCode(migrating)).isEqualTo(1);
        assertThat(Files.readString(served)).contains(said).doesNotContain("CANARY");
        assertThat(Files.readString(migrated)).contains(said).doesNotContain("CANARY");
    }
}
