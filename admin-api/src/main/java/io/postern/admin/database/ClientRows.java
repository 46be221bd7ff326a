package io.postern.admin.database;

import io.postern.admin.http.Page;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The rows of one table that belong to a client. Every question names the client, so that another client's row is never
 * found. Ids are ours, hence insert and update are two things.
 */
public final class ClientRows<R> {

    private final R2dbcEntityTemplate template;
    private final Class<R> type;
    private final String table;
    private final String idColumn;
    private final Function<R, String> id;

    public ClientRows(R2dbcEntityTemplate template, Class<R> type, String table, Function<R, String> id) {
        this.template = template;
        this.type = type;
        this.table = table;
        this.idColumn = table + "_id";
        this.id = id;
    }

    public Mono<R> insert(R row) {
        return template.insert(row);
    }

    public Mono<R> update(R row) {
        return template.update(row);
    }

    /** The row, or empty where this client has none of that id. */
    public Mono<R> find(String clientId, String rowId) {
        return one("", clientId, rowId);
    }

    /** The same, locked until the transaction ends: also against new rows that refer to it. */
    public Mono<R> lock(String clientId, String rowId) {
        return one(" for update", clientId, rowId);
    }

    public Mono<Long> delete(String clientId, String rowId) {
        return template.getDatabaseClient()
                .sql("delete from " + table + " where client_id = :client and " + idColumn + " = :id")
                .bind("client", clientId)
                .bind("id", rowId)
                .fetch()
                .rowsUpdated();
    }

    public Mono<Page.Slice<R>> list(String clientId, Page page) {
        return list("client_id", clientId, page);
    }

    /** The rows whose {@code column}, a name from our own code, has that value. */
    public Mono<Page.Slice<R>> list(String column, String value, Page page) {
        return mapped(template.getDatabaseClient()
                        .sql("select * from " + table + " where " + column + " = :value and " + idColumn
                                + " > :after order by " + idColumn + " limit :limit")
                        .bind("value", value)
                        .bind("after", page.after())
                        .bind("limit", page.limit() + 1))
                .all()
                .collectList()
                .map(rows -> page.slice(rows, id));
    }

    private Mono<R> one(String suffix, String clientId, String rowId) {
        return mapped(template.getDatabaseClient()
                        .sql("select * from " + table + " where client_id = :client and " + idColumn + " = :id"
                                + suffix)
                        .bind("client", clientId)
                        .bind("id", rowId))
                .one();
    }

    private org.springframework.r2dbc.core.RowsFetchSpec<R> mapped(DatabaseClient.GenericExecuteSpec query) {
        return query.map((row, metadata) ->
                Objects.requireNonNull(template.getConverter().read(type, row, metadata)));
    }
}
