package io.postern.testing;

import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container. */
final class PostgresContainer implements PostgresServer {

    private static final String IMAGE = "postgres:18-alpine";

    private final KeptContainer container = new KeptContainer(
            new PostgreSQLContainer(IMAGE)
                    .withUsername(TestDatabase.OWNER)
                    .withPassword(TestDatabase.PASSWORD)
                    .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300"),
            PostgreSQLContainer.POSTGRESQL_PORT);

    @Override
    public String host() {
        return container.host();
    }

    @Override
    public int port() {
        return container.port();
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void remove() {
        container.remove();
    }
}
