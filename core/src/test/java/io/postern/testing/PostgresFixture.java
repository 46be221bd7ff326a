package io.postern.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests: in a container where a Docker engine answers, else its own binaries, started as a child
 * process. {@code -Dpostgres.tests=embedded} (or {@code POSTGRES_TESTS=embedded} in the environment) takes the binaries
 * even where there is an engine.
 *
 * <p>Most tests take {@code PostgresFixture.shared().newDatabase()} once per class. A test that stops the server takes
 * {@link #ownServer()} and closes it.
 */
public final class PostgresFixture implements AutoCloseable {

    private static final String TEMPLATE = "postern_template";

    private final PostgresServer server;
    private final AtomicInteger databases = new AtomicInteger();
    private boolean templateReady;

    private PostgresFixture(PostgresServer server) {
        this.server = server;
        server.start();
        new TestDatabase(server.host(), server.port(), TestDatabase.OWNER)
                .execute(
                        "create role postern_admin nologin",
                        "create role postern_gateway nologin",
                        login(TestDatabase.ADMIN_USER, "postern_admin"),
                        login(TestDatabase.GATEWAY_USER, "postern_gateway"));
    }

    private static String login(String user, String group) {
        return "create role " + user + " login password '" + TestDatabase.PASSWORD + "' in role " + group;
    }

    /** The one server that the tests of this JVM share; it ends with the JVM. */
    public static PostgresFixture shared() {
        return Shared.INSTANCE;
    }

    /** A server of the caller's own, to be stopped and started at will, and closed in the end. */
    public static PostgresFixture ownServer() {
        return new PostgresFixture(chosenServer());
    }

    private static PostgresServer chosenServer() {
        return !embeddedAsked() && DockerEngine.answers() ? new PostgresContainer() : new EmbeddedPostgresServer();
    }

    private static boolean embeddedAsked() {
        @Nullable String asked = System.getProperty("postgres.tests", System.getenv("POSTGRES_TESTS"));
        return "embedded".equals(asked);
    }

    /** A database with the schema of this version, without rows. */
    public synchronized TestDatabase newDatabase() {
        if (!templateReady) {
            migrate(create(TEMPLATE, "template1"));
            templateReady = true;
        }
        return create(nextName(), TEMPLATE);
    }

    /** A database without a schema, for tests of what migrates it. */
    public synchronized TestDatabase newEmptyDatabase() {
        return create(nextName(), "template1");
    }

    /** Refuses connections from here on, and closes the ones there are. Only on {@link #ownServer()}. */
    public void stop() {
        checkOwn();
        server.stop();
    }

    /** Starts again at the same port and with the same data. */
    public void start() {
        checkOwn();
        server.start();
    }

    /** Ends the server and deletes its data. */
    @Override
    public void close() {
        checkOwn();
        server.remove();
    }

    private void checkOwn() {
        if (this == Shared.INSTANCE) {
            throw new IllegalStateException("other tests use the shared server: take ownServer()");
        }
    }

    private String nextName() {
        return "test_" + databases.incrementAndGet();
    }

    private TestDatabase create(String name, String template) {
        new TestDatabase(server.host(), server.port(), TestDatabase.OWNER)
                .execute("create database " + name + " template " + template);
        return new TestDatabase(server.host(), server.port(), name);
    }

    private static void migrate(TestDatabase database) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), TestDatabase.OWNER, TestDatabase.PASSWORD)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    private static final class Shared {

        static final PostgresFixture INSTANCE = start();

        private static PostgresFixture start() {
            PostgresServer server = chosenServer();
            PostgresFixture fixture = new PostgresFixture(server);
            Runtime.getRuntime().addShutdownHook(new Thread(server::remove, "postgres-remover"));
            return fixture;
        }
    }
}
