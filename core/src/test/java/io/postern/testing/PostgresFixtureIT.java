package io.postern.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresFixtureIT {

    private final TestDatabase database = PostgresFixture.shared().newDatabase();

    @Test
    void newDatabaseWhenMigratedThenHasTheTablesAndNoRows() throws SQLException {
        assertThat(count(database, TestDatabase.ADMIN_USER, "client")).isZero();
    }

    @Test
    void newDatabaseWhenAnotherIsWrittenThenSeesNothingOfIt() throws SQLException {
        TestDatabase other = PostgresFixture.shared().newDatabase();
        other.execute("insert into client values ('c', 'C', 'u', now(), now())");

        assertThat(count(other, TestDatabase.GATEWAY_USER, "client")).isEqualTo(1);
        assertThat(count(database, TestDatabase.GATEWAY_USER, "client")).isZero();
    }

    @Test
    void gatewayUserWhenItWritesThenIsRefused() throws SQLException {
        try (Connection connection = database.connect(TestDatabase.GATEWAY_USER);
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("delete from client")).hasMessageContaining("permission denied");
        }
    }

    @Test
    void ownServerWhenStoppedAndStartedAgainThenHasTheDataAtTheSamePort() throws SQLException {
        try (PostgresFixture own = PostgresFixture.ownServer()) {
            TestDatabase kept = own.newDatabase();
            kept.execute("insert into client values ('c', 'C', 'u', now(), now())");

            own.stop();
            assertThatThrownBy(() -> kept.connect(TestDatabase.OWNER)).isInstanceOf(SQLException.class);
            own.start();

            assertThat(count(kept, TestDatabase.ADMIN_USER, "client")).isEqualTo(1);
        }
    }

    @Test
    void stopWhenSharedThenIsRefused() {
        assertThatThrownBy(() -> PostgresFixture.shared().stop()).hasMessageContaining("ownServer()");
    }

    private static long count(TestDatabase database, String user, String table) throws SQLException {
        try (Connection connection = database.connect(user);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
