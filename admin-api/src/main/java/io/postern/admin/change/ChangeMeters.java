package io.postern.admin.change;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.admin.database.Transactions;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * {@code postern.changes.revision}: the newest change there is, read from PostgreSQL every 15 seconds. What a gateway has
 * applied can be held against it even where that gateway does not reach PostgreSQL, and so does not know what it lacks.
 */
@Component
class ChangeMeters {

    private static final Logger log = LoggerFactory.getLogger(ChangeMeters.class);

    private final DatabaseClient database;
    private final Transactions transactions;
    private volatile double revision = Double.NaN;

    ChangeMeters(DatabaseClient database, Transactions transactions, MeterRegistry metrics) {
        this.database = database;
        this.transactions = transactions;
        Gauge.builder("postern.changes.revision", this, meters -> meters.revision)
                .description("The newest change in the log that gateways follow; NaN until it was read")
                .register(metrics);
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 15_000)
    void read() {
        transactions
                .read(database.sql("select coalesce(max(revision), 0) as revision from change")
                        .map(row -> Objects.requireNonNull(row.get("revision", Long.class)))
                        .one())
                .subscribe(
                        newest -> revision = newest.doubleValue(),
                        failure -> log.debug(
                                "the newest change could not be read: {}",
                                failure.getClass().getName()));
    }
}
