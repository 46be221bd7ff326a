package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
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

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        RunningAdminApi.properties(registry, DATABASE);
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
        assertThat(api.get("/api/clients").body().at("/clients")).hasSize(1);
        assertThat(Rows.of(DATABASE, "select client_name from client where client_name = 'lost'"))
                .isEmpty();
    }
}
