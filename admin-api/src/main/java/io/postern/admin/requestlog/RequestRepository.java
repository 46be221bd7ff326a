package io.postern.admin.requestlog;

import io.postern.core.request.EndedBy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The request log in PostgreSQL. Every question names the client, so that another client's calls are never found. */
@Repository
class RequestRepository {

    private final DatabaseClient database;

    RequestRepository(DatabaseClient database) {
        this.database = database;
    }

    /** At most {@code limit + 1} calls, the newest first. */
    Mono<List<RequestRow>> find(String clientId, RequestFilter filter) {
        StringBuilder sql =
                new StringBuilder("select " + RequestRow.COLUMNS + " from request_log where client_id = :client");
        Map<String, Object> values = new LinkedHashMap<>(Map.of("client", clientId, "limit", filter.limit() + 1));
        filter.texts().forEach((column, value) -> {
            sql.append(" and ").append(column).append(" = :").append(column);
            values.put(column, value);
        });
        String answered = EndedBy.ANSWERED.word();
        if (!filter.texts().getOrDefault("outcome", answered).equals(answered)
                || filter.texts().containsKey("code")) {
            // Says nothing new, but there is an index of these.
            sql.append(" and outcome <> '").append(answered).append('\'');
        }
        add(sql, values, " and status >= :least", "least", filter.leastStatus());
        add(sql, values, " and status <= :most", "most", filter.mostStatus());
        add(sql, values, " and ended_at >= :from", "from", filter.from());
        add(sql, values, " and ended_at < :to", "to", filter.to());
        RequestCursor cursor = filter.cursor();
        if (cursor != null) {
            // The first condition says nothing new, but days after it are then left out of the search.
            add(
                    sql,
                    values,
                    " and ended_at <= :at",
                    "at",
                    Instant.EPOCH.plus(cursor.endedAtMicros(), ChronoUnit.MICROS));
            add(sql, values, " and (ended_at, request_id) < (:at, :id)", "id", cursor.requestId());
        }
        sql.append(" order by ended_at desc, request_id desc limit :limit");
        return database.sql(sql.toString())
                .bindValues(values)
                .map(RequestRow::of)
                .all()
                .collectList();
    }

    private static void add(
            StringBuilder sql, Map<String, Object> values, String condition, String name, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.put(name, value);
        }
    }
}
