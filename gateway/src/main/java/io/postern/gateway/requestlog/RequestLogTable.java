package io.postern.gateway.requestlog;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The table {@code request_log}, over a connection that stays open and is replaced after a failure. It blocks, and belongs to
 * one thread.
 */
final class RequestLogTable implements AutoCloseable {

    // Each column's values are one parameter, so that the statement is the same for every batch. "do nothing": a batch
    // whose
    // writing was confirmed to nobody is written again.
    private static final String INSERT = """
            insert into request_log (ended_at, request_id, client_id, proxy_id, target_id, region, method, path, outcome, code,
              status, rule_id, total_micros, gateway_micros, upstream_micros, request_bytes, response_bytes, gateway_id)
            select timestamptz 'epoch' + c.ended * interval '1 microsecond', c.request, c.client, c.proxy, c.target, c.region,
              c.method, c.path, c.outcome, c.code, c.status, c.rule, c.total, c.gateway, c.upstream, c.asked, c.answered, $18
            from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::integer[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
              $17::bigint[])
              as c(ended, request, client, proxy, target, region, method, path, outcome, code, status, rule, total, gateway,
              upstream, asked, answered)
            on conflict do nothing""";

    private final ConnectionFactory connections;
    private final Duration timeout;
    private final String gatewayId;
    private @Nullable Connection connection;

    RequestLogTable(ConnectionFactory connections, Duration timeout, String gatewayId) {
        this.connections = connections;
        this.timeout = timeout;
        this.gatewayId = gatewayId;
    }

    /**
     * Writes all of the rows or none; a row that is there already stays as it is.
     *
     * @throws RuntimeException where it is not known to be written; it may be all the same
     */
    void insert(List<RequestRow> rows) {
        try {
            Mono.from(statement(open(), rows).execute())
                    .flatMap(RequestLogTable::finished)
                    .block(timeout.multipliedBy(2));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Mono<Long> finished(Result result) {
        return Mono.from(result.getRowsUpdated());
    }

    private Connection open() {
        Connection open = connection;
        if (open == null) {
            open = Mono.<Connection>from(connections.create()).block(timeout);
            if (open == null) {
                throw new IllegalStateException("PostgreSQL gave no connection");
            }
            connection = open;
            // So that a server process which waits for a lock ends by itself, and they do not become many.
            Mono.from(open.setStatementTimeout(timeout)).block(timeout);
        }
        return open;
    }

    private Statement statement(Connection open, List<RequestRow> rows) {
        return open.createStatement(INSERT)
                .bind("$1", column(rows, Long[]::new, RequestRow::endedAtMicros))
                .bind("$2", column(rows, String[]::new, RequestRow::requestId))
                .bind("$3", column(rows, String[]::new, RequestRow::clientId))
                .bind("$4", column(rows, String[]::new, RequestRow::proxyId))
                .bind("$5", column(rows, String[]::new, RequestRow::targetId))
                .bind("$6", column(rows, String[]::new, RequestRow::region))
                .bind("$7", column(rows, String[]::new, RequestRow::method))
                .bind("$8", column(rows, String[]::new, RequestRow::path))
                .bind("$9", column(rows, String[]::new, RequestRow::outcome))
                .bind("$10", column(rows, String[]::new, RequestRow::code))
                .bind("$11", column(rows, Integer[]::new, RequestRow::status))
                .bind("$12", column(rows, String[]::new, RequestRow::ruleId))
                .bind("$13", column(rows, Long[]::new, RequestRow::totalMicros))
                .bind("$14", column(rows, Long[]::new, RequestRow::gatewayMicros))
                .bind("$15", column(rows, Long[]::new, RequestRow::upstreamMicros))
                .bind("$16", column(rows, Long[]::new, RequestRow::requestBytes))
                .bind("$17", column(rows, Long[]::new, RequestRow::responseBytes))
                .bind("$18", gatewayId);
    }

    private static <T> @Nullable T[] column(
            List<RequestRow> rows, IntFunction<@Nullable T[]> array, Function<RequestRow, @Nullable T> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** Does not wait for it: a connection that hangs would hang here, too. */
    @Override
    public void close() {
        Connection closing = connection;
        connection = null;
        if (closing != null) {
            Mono.from(closing.close()).subscribe(nothing -> {}, failure -> {});
        }
    }
}
