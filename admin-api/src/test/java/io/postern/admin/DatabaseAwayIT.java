package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.postern.admin.requestlog.RequestLogPartitions;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** PostgreSQL goes away and comes back. */
@SpringBootTest(classes = AdminApiApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@DirtiesContext
class DatabaseAwayIT {

    private static final PostgresFixture SERVER = PostgresFixture.ownServer();
    private static final TestDatabase DATABASE = SERVER.newEmptyDatabase();

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        RunningAdminApi.properties(registry, DATABASE);
        registry.add("postern.admin.request-log.maintain-every", () -> "1s");
    }

    @BeforeEach
    void listen() {
        ((Logger) LoggerFactory.getLogger(RequestLogPartitions.class)).setLevel(Level.DEBUG);
        lines.start();
        ROOT.addAppender(lines);
    }

    @AfterEach
    void leave() {
        ROOT.detachAppender(lines);
    }

    @AfterAll
    static void remove() {
        SERVER.close();
    }

    @Test
    void requestWhenPostgresIsAwayThen503InBoundedTimeAndServedAfterwards() {
        Api api = new Api("http://localhost:" + port, RunningAdminApi.ADMIN_TOKEN);
        String clientId = api.newClient();
        SERVER.stop();

        Instant start = Instant.now();
        Api.Answer write = api.post("/api/clients", Api.json("{'clientName':'lost'}"));
        Api.Answer read = api.get("/api/clients/" + clientId + "/targets");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(45));
        assertThat(write.expect(503).error()).isEqualTo("database_unavailable");
        assertThat(write.header("Retry-After")).isEqualTo("5");
        assertThat(read.expect(503).error()).isEqualTo("database_unavailable");

        SERVER.start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/api/clients").status() == 200);
        assertThat(Rows.of(DATABASE, "select client_name from client where client_name = 'lost'"))
                .isEmpty();
    }

    @Test
    void writeWhenPostgresTakesNoneThen503AndReadsGoOnAndTheLogSaysWhy() {
        Api api = new Api("http://localhost:" + port, RunningAdminApi.ADMIN_TOKEN);
        String clientId = api.newClient();
        DATABASE.execute(
                "create function no_space() returns trigger language plpgsql as"
                        + " $$ begin raise exception using errcode = 'disk_full'; end $$",
                "create trigger no_space before insert on client execute function no_space()");

        Api.Answer write = api.post("/api/clients", Api.json("{'clientName':'lost'}"));

        DATABASE.execute("drop trigger no_space on client", "drop function no_space");
        assertThat(write.expect(503).error()).isEqualTo("database_unavailable");
        api.get("/api/clients/" + clientId).expect(200);
        assertThat(List.copyOf(lines.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("the database refused with SQLSTATE 53100"));
        api.post("/api/clients", Api.json("{'clientName':'kept'}")).expect(201);
    }

    @Test
    void logWhenPostgresIsAwayThenOneLineOfTheRequestLogsDaysSaysSoAndOneThatItIsOver() {
        SERVER.stop();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ofPartitions(Level.DEBUG).size() >= 3);
        List<String> warnings = ofPartitions(Level.WARN);
        SERVER.start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ofPartitions(Level.INFO).size() == 1);

        assertThat(warnings).singleElement().asString().contains("PostgreSQL");
        assertThat(ofPartitions(Level.WARN)).isEqualTo(warnings);
        assertNoStackTraces();
    }

    @Test
    void logWhenTheSchemaIsMissingThenOneLineSaysWhatToDo() {
        String function = "add_request_log_partition";
        DATABASE.execute("alter function " + function + "(date) rename to moved_away");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ofPartitions(Level.DEBUG).size() >= 3);
        DATABASE.execute("alter function moved_away(date) rename to " + function);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> ofPartitions(Level.INFO).size() == 1);

        assertThat(ofPartitions(Level.WARN)).singleElement().asString().contains("migrate");
        assertNoStackTraces();
    }

    private List<String> ofPartitions(Level level) {
        return List.copyOf(lines.list).stream()
                .filter(line -> line.getLoggerName().equals(RequestLogPartitions.class.getName()))
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Neither of ours nor as a dropped error. What Spring says of a commit that was under way is its own. */
    private void assertNoStackTraces() {
        assertThat(List.copyOf(lines.list))
                .filteredOn(line -> line.getThrowableProxy() != null)
                .filteredOn(line -> line.getLoggerName().startsWith("io.postern.")
                        || line.getLoggerName().startsWith("reactor."))
                .extracting(line -> line.getLoggerName() + " " + line.getFormattedMessage())
                .isEmpty();
    }
}
