package io.postern.gateway.requestlog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The table {@code request_log}, over a connection that stays open and is replaced after a failure. It blocks, and belongs to
 * one thread.
 */
final class RequestLogTable implements AutoCloseable {

    private static final String COPY = "copy request_log (" + RowPage.COLUMNS + ") from stdin (format binary)";

    /** {@code PGCOPY}, its four odd bytes, no flags, and no extension. */
    private static final byte[] HEADER = HexFormat.of().parseHex("5047434f50590aff0d0a00" + "00000000" + "00000000");

    private static final byte[] TRAILER = {-1, -1};

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

    /**
     * Writes all of the rows or none. When it returns, nobody reads the batch's bytes any more.
     *
     * @throws RuntimeException where it is not known to be written; it may be all the same. An {@code R2dbcException} with the
     *     state {@code 23505} where one of the rows is there already
     */
    void copy(Batch batch) {
        try {
            open().copyIn(COPY).from(file(batch)).build().block(patience);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static ByteBuf file(Batch batch) {
        List<ByteBuf> parts = new ArrayList<>();
        parts.add(Unpooled.wrappedBuffer(HEADER));
        parts.addAll(batch.rows());
        parts.add(Unpooled.wrappedBuffer(TRAILER));
        // One, since the driver would copy many parts together again and again.
        return Unpooled.wrappedBuffer(parts.size(), parts.toArray(ByteBuf[]::new));
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
