package io.postern.core.schema;

import io.r2dbc.spi.R2dbcException;
import java.util.Set;

/**
 * The schema that both applications of this version need at least. A newer one does as well: migrations only add, so that
 * two versions work next to each other during an upgrade.
 */
public final class SchemaVersion {

    /** The newest file in {@code db/migration}. */
    public static final int NEEDED = 10;

    /** Answers the version in its one column; 0 where nothing was migrated. */
    public static final String QUERY = "select coalesce(max(version::int), 0) as version from flyway_schema_history"
            + " where success and version is not null";

    /** Of PostgreSQL: there is no such table, or the role may not read it; the right came with version 6. */
    private static final Set<String> NOT_THERE = Set.of("42P01", "42501");

    private SchemaVersion() {}

    /**
     * Returns the version where it suffices.
     *
     * @throws SchemaTooOldException where it does not
     */
    public static int check(int found) {
        if (found < NEEDED) {
            throw new SchemaTooOldException("the schema is version " + found + ", and this program needs version "
                    + NEEDED + ": run the admin API's command migrate");
        }
        return found;
    }

    /** What a failure of {@link #QUERY} says of the schema; the failure itself where it says nothing. */
    public static Throwable translate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcException refused && NOT_THERE.contains(String.valueOf(refused.getSqlState()))) {
                return new SchemaTooOldException("the database has no schema, or one that is older than version "
                        + NEEDED + ", which this program needs: run the admin API's command migrate");
            }
        }
        return failure;
    }
}
