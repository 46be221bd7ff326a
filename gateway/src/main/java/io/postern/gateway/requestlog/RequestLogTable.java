package io.postern.gateway.requestlog;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The table {@code request_log}, over a connection that stays open and is replaced after a failure. It blocks, and belongs to
 * one thread.
 */
final class RequestLogTable implements AutoCloseable {

    private final ConnectionFactory connections;
    private final Duration timeout;
    /** PostgreSQL's own comes first. */
    private final Duration patience;

    private @Nullable PostgresqlConnection connection;

    RequestLogTable(ConnectionFactory connections, Duration timeout) {
        this.connections = connections;
        this.timeout = timeout;
        patience = timeout.multipliedBy(2);
    }

    /** Begins to write rows; to be given to {@link #end} before the next one. */
    TableCopy begin() {
        try {
            return new TableCopy(open());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Writes all of the copy's rows or none.
     *
     * @throws RuntimeException as {@link TableCopy#end} does
     */
    void end(TableCopy copy) {
        try {
            copy.end(patience);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private PostgresqlConnection open() {
        PostgresqlConnection open = connection;
        if (open == null) {
            Connection opened = Mono.<Connection>from(connections.create()).block(timeout);
            if (!(opened instanceof PostgresqlConnection postgres)) {
                throw new IllegalStateException("not a connection to PostgreSQL without a pool");
            }
            open = postgres;
            connection = open;
            // So that a server process which waits for a lock ends by itself, and they do not become many.
            open.setStatementTimeout(timeout).block(timeout);
        }
        return open;
    }

    /** Does not wait for it: a connection that hangs would hang here, too. */
    @Override
    public void close() {
        PostgresqlConnection closing = connection;
        connection = null;
        if (closing != null) {
            closing.close().subscribe(nothing -> {}, failure -> {});
        }
    }
}
