package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.core.schema.SchemaTooOldException;
import io.postern.core.schema.SchemaVersion;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that starts before its schema is there says so, and goes on by itself. */
class PlanReaderSchemaIT {

    private final TestDatabase database = PostgresFixture.shared().newEmptyDatabase();

    private void read() {
        new PlanReader(database.connectionFactory(TestDatabase.GATEWAY_USER), List.of())
                .whole()
                .block();
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), TestDatabase.OWNER, TestDatabase.PASSWORD)
                .locations("classpath:db/migration")
                .target(target)
                .load()
                .migrate();
    }

    @Test
    void readWhenThereIsNoSchemaThenSaysWhatToDo() {
        assertThatThrownBy(this::read)
                .isInstanceOf(SchemaTooOldException.class)
                .hasMessageContaining("the database has no schema, or one that is older than version")
                .hasMessageContaining("migrate");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, SchemaVersion.NEEDED - 1})
    void readWhenTheSchemaIsOlderThenSaysWhatToDo(int version) {
        migrate(Integer.toString(version));

        assertThatThrownBy(this::read)
                .isInstanceOf(SchemaTooOldException.class)
                .hasMessageContaining("version " + SchemaVersion.NEEDED)
                .hasMessageContaining("migrate");
    }

    @Test
    void followerWhenTheSchemaComesLaterThenLoads() {
        try (RunningFollower follower = new RunningFollower(database, Duration.ofMillis(100))) {
            await().during(Duration.ofMillis(300)).until(() -> !follower.table.loaded());

            migrate("latest");

            await().until(() -> follower.table.loaded());
        }
    }
}
