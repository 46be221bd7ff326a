package io.postern.admin.database;

import io.postern.core.schema.SchemaTooOldException;
import io.postern.core.schema.SchemaVersion;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;

/**
 * Looks at the start whether the database at {@code spring.r2dbc.url} has the schema that this program needs, or a newer one.
 * A program that migrates does not start without it: Flyway does nothing, and says nothing, where
 * {@code spring.flyway.url} is missing or names another database. One that does not migrate
 * ({@code spring.flyway.enabled=false}) waits until somebody else has, and is not ready before.
 */
@Component
@Order(1)
class SchemaCheck implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(SchemaCheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DatabaseClient database;
    private final Transactions transactions;
    private final ConfigurableApplicationContext context;

    SchemaCheck(DatabaseClient database, Transactions transactions, ConfigurableApplicationContext context) {
        this.database = database;
        this.transactions = transactions;
        this.context = context;
    }

    @Override
    public void run(ApplicationArguments arguments) throws InterruptedException {
        if (context.getEnvironment().getProperty("spring.flyway.enabled", Boolean.class, true)) {
            checkMigrated();
        } else {
            waitUntilMigrated();
        }
    }

    private void checkMigrated() {
        try {
            version();
        } catch (SchemaTooOldException e) {
            throw new IllegalStateException(
                    "the database at spring.r2dbc.url: " + e.getMessage()
                            + "; does spring.flyway.url name the same database?",
                    e);
        }
    }

    /** Readiness says no until this returns, and liveness yes: a restart would mend nothing. */
    private void waitUntilMigrated() throws InterruptedException {
        String said = "";
        while (context.isActive()) {
            try {
                log.info("the schema is version {}", version());
                return;
            } catch (RuntimeException e) {
                String problem = e instanceof SchemaTooOldException ? e.getMessage() : e.toString();
                if (!said.equals(problem)) {
                    log.warn("waiting for the schema: {}", problem);
                    said = String.valueOf(problem);
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private int version() {
        return Objects.requireNonNull(transactions
                .read(database.sql(SchemaVersion.QUERY)
                        .map(row -> Objects.requireNonNull(row.get("version", Integer.class)))
                        .one())
                .map(SchemaVersion::check)
                .onErrorMap(SchemaVersion::translate)
                .block());
    }
}
