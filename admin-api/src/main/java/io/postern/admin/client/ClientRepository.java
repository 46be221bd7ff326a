package io.postern.admin.client;

import io.postern.admin.change.ChangeLog.Changed;
import io.postern.admin.http.Page;
import io.postern.admin.identity.Identity;
import io.postern.core.change.ResourceKind;
import java.util.List;
import java.util.Objects;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The clients in PostgreSQL. */
@Repository
class ClientRepository {

    private final R2dbcEntityTemplate template;

    ClientRepository(R2dbcEntityTemplate template) {
        this.template = template;
    }

    Mono<ClientRow> insert(ClientRow row) {
        return template.insert(row);
    }

    Mono<ClientRow> update(ClientRow row) {
        return template.update(row);
    }

    Mono<ClientRow> find(String clientId) {
        return one("select * from client where client_id = :id", clientId);
    }

    Mono<ClientRow> lock(String clientId) {
        return one("select * from client where client_id = :id for update", clientId);
    }

    /** The clients that the user is a member of. */
    Mono<Page.Slice<ClientRow>> list(String userId, Page page) {
        return template.getDatabaseClient()
                .sql("select client.* from client join member using (client_id)"
                        + " where member.user_id = :user and client_id > :after order by client_id limit :limit")
                .bind("user", userId)
                .bind("after", page.after())
                .bind("limit", page.limit() + 1)
                .map((row, metadata) ->
                        Objects.requireNonNull(template.getConverter().read(ClientRow.class, row, metadata)))
                .all()
                .collectList()
                .map(rows -> page.slice(rows, ClientRow::clientId));
    }

    /** The one client of a program. */
    Mono<Page.Slice<ClientRow>> list(Identity.ApiClient program, Page page) {
        return find(program.clientId())
                .filter(row -> row.clientId().compareTo(page.after()) > 0)
                .map(List::of)
                .defaultIfEmpty(List.of())
                .map(rows -> page.slice(rows, ClientRow::clientId));
    }

    /** Everything that a gateway knows of the client, the client itself left out. */
    Mono<List<Changed>> contents(String clientId) {
        return template.getDatabaseClient()
                .sql("select 'proxy' as kind, proxy_id as id from proxy where client_id = :id"
                        + " union all select 'target', target_id from target where client_id = :id"
                        + " union all select 'credential', credential_id from credential where client_id = :id")
                .bind("id", clientId)
                .map(row -> new Changed(
                        ResourceKind.ofWord(Objects.requireNonNull(row.get("kind", String.class))),
                        Objects.requireNonNull(row.get("id", String.class))))
                .all()
                .collectList();
    }

    /** Deletes the client and, by the foreign keys, everything it owns. */
    Mono<Long> delete(String clientId) {
        return template.getDatabaseClient()
                .sql("delete from client where client_id = :id")
                .bind("id", clientId)
                .fetch()
                .rowsUpdated();
    }

    private Mono<ClientRow> one(String sql, String clientId) {
        return template.getDatabaseClient()
                .sql(sql)
                .bind("id", clientId)
                .map((row, metadata) ->
                        Objects.requireNonNull(template.getConverter().read(ClientRow.class, row, metadata)))
                .one();
    }
}
