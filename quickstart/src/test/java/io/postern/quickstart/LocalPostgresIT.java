package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {

    @TempDir
    Path parent;

    private static Connection connect(Database database, Database.Login login) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), login.user(), login.password());
    }

    private static void write(Database database) throws SQLException {
        try (Connection connection = connect(database, database.owner());
                var statement = connection.createStatement()) {
            statement.execute("create table note (text text)");
            statement.execute("insert into note values ('kept')");
        }
    }

    private static String read(Database database) throws SQLException {
        try (Connection connection = connect(database, database.owner());
                var rows = connection.createStatement().executeQuery("select text from note")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void startWhenStoppedBeforeThenHasItsData() throws Exception {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            try (LocalPostgres first = new LocalPostgres(directory).start()) {
                write(first.database());
            }
            try (LocalPostgres second = new LocalPostgres(directory).start()) {
                assertThat(read(second.database())).isEqualTo("kept");
            }
        }
    }

    @Test
    void startWhenThePidFileNamesAnotherProcessThenLeavesThatAlone() throws Exception {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            new LocalPostgres(directory).start().close();
            long self = ProcessHandle.current().pid();
            Files.write(directory.resolve("postgres/postmaster.pid"), List.of(Long.toString(self)));
            try (LocalPostgres second = new LocalPostgres(directory).start()) {
                assertThat(second.database().location()).startsWith("//127.0.0.1:");
            }
        }
    }

    @Test
    void startWhenTheFirstOneWasCutOffThenBeginsAgain() throws Exception {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            Files.createDirectories(directory.resolve("postgres"));
            Files.writeString(directory.resolve("postgres/postgresql.conf"), "# initdb was killed here");
            try (LocalPostgres postgres = new LocalPostgres(directory).start()) {
                write(postgres.database());
                assertThat(read(postgres.database())).isEqualTo("kept");
            }
        }
    }

    /** Such as a full disk leaves behind. */
    @Test
    void startWhenTheBinariesWereCutOffThenFailsOnceAndUnpacksThemAnew() throws Exception {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"))) {
            new LocalPostgres(directory).start().close();
            directory.delete("postgres.ready");
            try (Stream<Path> files = Files.walk(directory.resolve("postgresql"))) {
                Path initdb = files.filter(file -> file.endsWith("bin/initdb"))
                        .findFirst()
                        .orElseThrow();
                Files.writeString(initdb, "#!/bin/sh\nexit 1\n");
            }
            LocalPostgres broken = new LocalPostgres(directory);
            assertThatThrownBy(broken::start).isInstanceOf(QuickstartException.class);
            try (LocalPostgres again = new LocalPostgres(directory).start()) {
                write(again.database());
                assertThat(read(again.database())).isEqualTo("kept");
            }
        }
    }

    @Test
    void connectWhenWithoutThePasswordThenIsRefusedAndTheGatewaysUserCanNotWrite() {
        try (DataDirectory directory = DataDirectory.open(parent.resolve("data"));
                LocalPostgres postgres = new LocalPostgres(directory).start()) {
            Database database = postgres.database();
            assertThatThrownBy(() -> connect(database, new Database.Login("postgres", "guess")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
            assertThatThrownBy(() -> {
                        try (Connection connection = connect(database, database.gateway());
                                var statement = connection.createStatement()) {
                            statement.execute("create table mine (text text)");
                        }
                    })
                    .hasMessageContaining("permission denied");
        }
    }
}
