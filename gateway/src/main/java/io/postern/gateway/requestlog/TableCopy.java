package io.postern.gateway.requestlog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A {@code COPY} into the request log that is under way. PostgreSQL takes each piece when it comes, so that its work is spread over
 * the time in which rows come; none of them is there before {@link #end}, and then all are. Belongs to one thread.
 */
final class TableCopy {

    private static final String COPY = "copy request_log (" + RowPage.COLUMNS + ") from stdin (format binary)";

    /** {@code PGCOPY}, its four odd bytes, no flags, and no extension. */
    private static final byte[] HEADER = HexFormat.of().parseHex("5047434f50590aff0d0a00" + "00000000" + "00000000");

    private static final byte[] TRAILER = {-1, -1};

    private final Sinks.Many<Mono<ByteBuf>> pieces = Sinks.many().unicast().onBackpressureBuffer();
    private final CompletableFuture<?> copied;

    TableCopy(PostgresqlConnection connection) {
        copied = connection.copyIn(COPY).fromMany(pieces.asFlux()).build().toFuture();
        piece(Unpooled.wrappedBuffer(HEADER));
    }

    /** Sends rows, of which the bytes are read where they are, until {@link #end} returns. */
    void add(List<ByteBuf> rows) {
        if (!rows.isEmpty()) {
            piece(Unpooled.wrappedBuffer(rows.size(), rows.toArray(ByteBuf[]::new)));
        }
    }

    private void piece(ByteBuf bytes) {
        // Nobody takes it where the copy has ended already, and end() says why.
        pieces.tryEmitNext(Mono.just(bytes));
    }

    /** Whether it has ended by itself: it failed. */
    boolean isOver() {
        return copied.isDone();
    }

    /**
     * Has all rows written or none. When it returns, nobody reads their bytes any more.
     *
     * @throws RuntimeException where they are not known to be written; they may be all the same. An {@code R2dbcException} with the
     *     state {@code 23505} where one of the rows is there already
     */
    void end(Duration patience) {
        piece(Unpooled.wrappedBuffer(TRAILER));
        pieces.tryEmitComplete();
        Mono.fromFuture(copied).block(patience);
    }
}
