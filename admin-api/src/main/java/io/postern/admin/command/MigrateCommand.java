package io.postern.admin.command;

import java.io.PrintStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;

/**
 * Brings the schema up to this version, with {@code spring.flyway.*} as the serving program would. Several at the same time
 * follow each other: Flyway holds a lock in PostgreSQL.
 */
final class MigrateCommand {

    private MigrateCommand() {}

    /** No {@code @Configuration}, which the serving program would find. */
    @ImportAutoConfiguration(FlywayAutoConfiguration.class)
    static class Beans {

        /** Not while the context starts, where a failure is a stack trace. */
        @Bean
        FlywayMigrationStrategy onlyOnDemand() {
            return flyway -> {};
        }
    }

    static int run(PrintStream out, PrintStream err, String... settings) {
        String[] enabled = Stream.concat(
                        Stream.of(settings).filter(setting -> !setting.startsWith("--spring.flyway.enabled=")),
                        Stream.of("--spring.flyway.enabled=true"))
                .toArray(String[]::new);
        try (ConfigurableApplicationContext context = Commands.context(Beans.class, enabled)) {
            Flyway flyway = context.getBeanProvider(Flyway.class).getIfAvailable();
            if (flyway == null) {
                err.println("migrate needs spring.flyway.url, spring.flyway.user and spring.flyway.password,"
                        + " of the schema's owner.");
                return Commands.MISUSED;
            }
            return migrate(flyway, context.getEnvironment(), out, err);
        }
    }

    private static int migrate(Flyway flyway, Environment settings, PrintStream out, PrintStream err) {
        try {
            MigrateResult result = flyway.migrate();
            for (MigrateOutput migration : result.migrations) {
                out.println("applied V" + migration.version + " " + migration.description + " in "
                        + migration.executionTime + " ms");
            }
            out.println("The schema is at version "
                    + (result.migrationsExecuted == 0 ? result.initialSchemaVersion : result.targetSchemaVersion) + "; "
                    + result.migrationsExecuted + " migrations were applied.");
            return Commands.DONE;
        } catch (FlywayException e) {
            err.println("The schema was not migrated: " + withoutCredentials(e, settings));
            return Commands.FAILED;
        }
    }

    /** What PostgreSQL said, and a password in it nowhere, not even one in an address. */
    private static String withoutCredentials(FlywayException failure, Environment settings) {
        String said = String.valueOf(
                NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        for (String name : new String[] {"spring.flyway.password", "spring.flyway.url"}) {
            String value = settings.getProperty(name);
            if (value != null && !value.isEmpty()) {
                said = said.replace(value, "[" + name + "]");
            }
        }
        return said;
    }
}
