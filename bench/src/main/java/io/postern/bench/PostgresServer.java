package io.postern.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/**
 * A PostgreSQL for the run, with one database of Postern's schema for each number of proxies. The rows are written as the
 * admin API would have, except for their number.
 */
public final class PostgresServer {

    private PostgresServer() {}

    /**
     * Runs until its standard input ends: {@code port= directory= migrations= databases=name:script,…}; the scripts are
     * SQL files. Prints {@code ready} when all of them have run. Each line of the standard input is a database's name, a tab
     * and statements for it, which are one transaction; {@code done} and the number of the line follow.
     */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        int port = arguments.number("port");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPort(port)
                .setOverrideWorkingDirectory(
                        Path.of(arguments.text("directory")).toFile())
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("max_connections", "200")
                .start()) {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create role postern_admin nologin");
                statement.execute("create role postern_gateway nologin");
                statement.execute("create role bench_admin login password 'bench' in role postern_admin");
                statement.execute("create role bench_gateway login password 'bench' in role postern_gateway");
                for (String database : arguments.text("databases").split(",", -1)) {
                    String[] parts = database.split(":", 2);
                    statement.execute("create database " + parts[0]);
                    fill(url(port, parts[0]), arguments.text("migrations"), Path.of(parts[1]));
                }
            }
            System.out.println("ready");
            obey(port);
        }
    }

    private static void obey(int port) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] parts = line.split("\t", 2);
            try (Connection connection = connect(url(port, parts[0]));
                    Statement statement = connection.createStatement()) {
                statement.execute(parts[1]);
            }
            System.out.println("done " + ++number);
        }
    }

    private static void fill(String url, String migrations, Path script) throws Exception {
        Flyway.configure()
                .dataSource(url, "postgres", "postgres")
                .locations("filesystem:" + migrations)
                .load()
                .migrate();
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(java.nio.file.Files.readString(script));
            // As the admin API does, day by day: the default partition has an index more.
            statement.execute("select add_request_log_partition(day) from unnest(array["
                    + "(now() at time zone 'UTC')::date, (now() at time zone 'UTC')::date + 1]) day");
        }
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, "postgres", "postgres");
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }
}
