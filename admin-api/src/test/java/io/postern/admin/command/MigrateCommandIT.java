package io.postern.admin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.admin.AdminApiApplication;
import io.postern.admin.AdminArguments;
import io.postern.core.schema.SchemaVersion;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class MigrateCommandIT {

    private final TestDatabase database = PostgresFixture.shared().newEmptyDatabase();

    private CommandOutput migrate(String password, String... more) {
        String[] arguments = {
            "migrate",
            "--spring.flyway.url=" + database.jdbcUrl(),
            "--spring.flyway.user=" + TestDatabase.OWNER,
            "--spring.flyway.password=" + password,
            "--spring.flyway.connect-retries=0",
            // As a serving admin API has it beside a job that migrates.
            "--spring.flyway.enabled=false"
        };
        return CommandOutput.of(
                Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void migrateWhenTheDatabaseIsEmptyThenSaysWhatItAppliedAndTheNextOneAppliesNothing() {
        CommandOutput first = migrate(TestDatabase.PASSWORD);
        CommandOutput second = migrate(TestDatabase.PASSWORD);

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("applied V1 schema in ")
                .contains("applied V" + SchemaVersion.NEEDED + " ")
                .contains("The schema is at version " + SchemaVersion.NEEDED + "; ");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out())
                .isEqualTo("The schema is at version " + SchemaVersion.NEEDED + "; 0 migrations were applied."
                        + System.lineSeparator());
    }

    @Test
    void migrateWhenItFailsThenSaysWhatPostgresSaidAndNoPassword() {
        assertThat(migrate(TestDatabase.PASSWORD, "--spring.flyway.target=1").exitCode())
                .isZero();
        database.execute("create table rotating_secret (in_the_way text)");
        CommandOutput inTheWay = migrate(TestDatabase.PASSWORD);
        CommandOutput away = CommandOutput.of(
                "migrate",
                "--spring.flyway.url=jdbc:postgresql://127.0.0.1:1/nothing?password=in-the-address",
                "--spring.flyway.user=owner",
                "--spring.flyway.password=not-to-be-seen",
                "--spring.flyway.connect-retries=0");

        assertThat(inTheWay.exitCode()).isEqualTo(1);
        assertThat(inTheWay.err()).contains("rotating_secret").doesNotContain(TestDatabase.PASSWORD);
        assertThat(away.exitCode()).isEqualTo(1);
        assertThat(away.err())
                .startsWith("The schema was not migrated: ")
                .doesNotContain("not-to-be-seen", "in-the-address");
    }

    @Test
    void migrateWhenItHasNoAddressThenNamesTheSettings() {
        CommandOutput output = CommandOutput.of("migrate");

        assertThat(output.exitCode()).isEqualTo(2);
        assertThat(output.err()).contains("spring.flyway.url");
    }

    @Test
    void commandWhenUnknownThenSaysWhichThereAre() {
        CommandOutput output = CommandOutput.of("serve");

        assertThat(output.exitCode()).isEqualTo(2);
        assertThat(output.err()).contains("migrate", "reseal");
    }

    @Test
    void serveWhenItDoesNotMigrateThenItIsAliveAndNotReadyUntilSomebodyDid() throws Exception {
        int management = freePort();
        var started = CompletableFuture.supplyAsync(() -> serve(management), MigrateCommandIT::ofItsOwn);
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> status(management, "liveness") == 200);
            assertThat(status(management, "readiness")).isEqualTo(503);

            assertThat(migrate(TestDatabase.PASSWORD).exitCode()).isZero();

            await().atMost(Duration.ofSeconds(60)).until(() -> status(management, "readiness") == 200);
        } finally {
            started.join().close();
        }
    }

    @Test
    void serveWhenTheSchemaIsNewerThenItIsReady() {
        assertThat(migrate(TestDatabase.PASSWORD).exitCode()).isZero();
        database.execute(
                "insert into flyway_schema_history select installed_rank + 100, '900', 'of a later version', type, script,"
                        + " checksum, installed_by, installed_on, execution_time, success"
                        + " from flyway_schema_history where version = '1'");

        try (ConfigurableApplicationContext context = serve(0)) {
            assertThat(context.isRunning()).isTrue();
        }
    }

    /** A thread with this one's class loader, which those of the common pool do not have. */
    private static void ofItsOwn(Runnable task) {
        new Thread(task, "beside").start();
    }

    private ConfigurableApplicationContext serve(int managementPort) {
        return new SpringApplicationBuilder(AdminApiApplication.class)
                .registerShutdownHook(false)
                .run(AdminArguments.of(database, "--management.server.port=" + managementPort));
    }

    private static int status(int port, String probe) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/health/" + probe))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
