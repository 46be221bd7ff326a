package io.postern.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every statement that an earlier version sends still means something to the newest schema, and its role may still run it.
 * They were recorded from that version's own tests; docs/development.md says how.
 */
class VersionBeforeIT {

    private static final TestDatabase DATABASE = PostgresFixture.shared().newDatabase();

    static Stream<Path> recorded() throws IOException {
        Path folder = Path.of(System.getProperty("postern.root"), "core/src/test/resources/upgrade");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void statementsWhenTheSchemaIsTheNewestThenEachCanStillBeRunByItsRole(Path file) throws Exception {
        String user = file.getFileName().toString().equals("gateway.sql")
                ? TestDatabase.GATEWAY_USER
                : TestDatabase.ADMIN_USER;
        List<String> statements = statements(file);

        assertThat(statements).hasSizeGreaterThan(5);
        assertThat(failures(user, statements)).isEmpty();
    }

    @Test
    void statementsWhenAColumnARightOrATableIsMissingThenBites() throws Exception {
        assertThat(failures(
                        TestDatabase.GATEWAY_USER,
                        List.of(
                                "select target_gone from target where target_id = $1",
                                "select user_name from app_user",
                                "select 1 from gone",
                                "update target set target_name = $1",
                                "select target_id from target where target_id = any($1)")))
                .hasSize(4);
    }

    private static List<String> statements(Path file) throws IOException {
        return Stream.of(Files.readString(file).split(";\n", -1))
                .map(String::strip)
                .filter(sql -> !sql.isEmpty())
                .toList();
    }

    /** A plan is made of each, which needs the tables, the columns, the types and the rights, and no row. */
    private static List<String> failures(String user, List<String> statements) throws SQLException {
        List<String> failures = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        DATABASE.jdbcUrl() + "?preferQueryMode=simple", user, TestDatabase.PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute("explain (generic_plan) " + sql);
                } catch (SQLException e) {
                    failures.add(sql + "\n" + e.getMessage());
                }
            }
        }
        return failures;
    }
}
