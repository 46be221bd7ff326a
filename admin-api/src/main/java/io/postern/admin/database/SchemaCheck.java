package io.postern.admin.database;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;

/**
 * Stops the start where the database at {@code spring.r2dbc.url} has not the schema of this program: Flyway does nothing,
 * and says nothing, where {@code spring.flyway.url} is missing or names another database.
 */
@Component
@Order(1)
class SchemaCheck implements ApplicationRunner {

    private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__.*\\.sql");

    private final DatabaseClient database;
    private final Transactions transactions;

    SchemaCheck(DatabaseClient database, Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        int expected = newestMigration();
        Integer found;
        try {
            found = transactions
                    .read(database.sql("select coalesce(max(version::int), 0) as version from flyway_schema_history"
                                    + " where success and version is not null")
                            .map(row -> Objects.requireNonNull(row.get("version", Integer.class)))
                            .one())
                    .block();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the database at spring.r2dbc.url has no schema; does spring.flyway.url name the same database?",
                    e);
        }
        if (found == null || found < expected) {
            throw new IllegalStateException("the schema is version " + found + ", this program needs " + expected);
        }
    }

    private static int newestMigration() throws IOException {
        return Arrays.stream(
                        new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/V*__*.sql"))
                .map(resource -> MIGRATION.matcher(String.valueOf(resource.getFilename())))
                .filter(Matcher::matches)
                .mapToInt(name -> Integer.parseInt(name.group(1)))
                .max()
                .orElseThrow(() -> new IllegalStateException("no migrations on the class path"));
    }
}
