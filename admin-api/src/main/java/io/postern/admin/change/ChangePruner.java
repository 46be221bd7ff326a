package io.postern.admin.change;

import io.postern.admin.database.Transactions;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Deletes changes that every gateway has long followed. The newest one always stays: it says where the log is. */
@Component
public class ChangePruner {

    private static final Logger log = LoggerFactory.getLogger(ChangePruner.class);

    private final DatabaseClient database;
    private final Transactions transactions;
    private final ChangeProperties properties;
    private final Clock clock;

    ChangePruner(DatabaseClient database, Transactions transactions, ChangeProperties properties, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /** Prunes once, and emits how many were deleted. */
    public Mono<Long> prune() {
        return transactions.write(database.sql("delete from change where changed_at < :before"
                        + " and revision < (select max(revision) from change)")
                .bind("before", clock.instant().minus(properties.keep()))
                .fetch()
                .rowsUpdated());
    }

    @Scheduled(
            initialDelayString = "${postern.admin.changes.prune-every:1h}",
            fixedDelayString = "${postern.admin.changes.prune-every:1h}")
    void pruneNow() {
        prune().subscribe(
                        count -> log.debug("pruned {} changes", count),
                        failure -> log.warn(
                                "changes could not be pruned: {}",
                                failure.getClass().getName()));
    }
}
