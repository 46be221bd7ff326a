package io.postern.admin.database;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Runs work against PostgreSQL in bounded time, so that a database that hangs is one that is away. */
@Component
public class Transactions {

    private final TransactionalOperator operator;
    private final DatabaseProperties properties;

    Transactions(ReactiveTransactionManager manager, DatabaseProperties properties) {
        this.operator = TransactionalOperator.create(manager);
        this.properties = properties;
    }

    /** One transaction: all of the work or nothing. After a time-out it is unknown which, as after any lost connection. */
    public <T> Mono<T> write(Mono<T> work) {
        return bounded(operator.transactional(work));
    }

    /** Work that needs no transaction of its own. */
    public <T> Mono<T> read(Mono<T> work) {
        return bounded(work);
    }

    private <T> Mono<T> bounded(Mono<T> work) {
        return work.timeout(
                properties.timeout(),
                Mono.error(() -> new DataAccessResourceFailureException("no answer from PostgreSQL in time")));
    }
}
