package io.postern.testing;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * One database of a {@link PostgresFixture}. Three users log in to it: the owner of the schema, who may do all and
 * migrates; and the two applications' users, with exactly the rights of {@code postern_admin} and
 * {@code postern_gateway}.
 */
public record TestDatabase(String host, int port, String name) {

    public static final String OWNER = "postgres";
    public static final String ADMIN_USER = "test_admin";
    public static final String GATEWAY_USER = "test_gateway";
    /** Of all three users. */
    public static final String PASSWORD = "postern-test";

    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    public String r2dbcUrl() {
        return "r2dbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /** Unpooled: each subscription to it opens a connection, which whoever subscribed closes. */
    public ConnectionFactory connectionFactory(String user) {
        return ConnectionFactories.get(ConnectionFactoryOptions.parse(r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, user)
                .option(ConnectionFactoryOptions.PASSWORD, PASSWORD)
                .build());
    }

    /** A JDBC connection, for looking at rows from outside. */
    public Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, PASSWORD);
    }

    /** Runs statements as the owner. */
    public void execute(String... statements) {
        try (Connection connection = connect(OWNER);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
