package io.postern.admin.target;

import io.postern.admin.database.ClientRows;
import java.util.List;
import java.util.Objects;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The targets in PostgreSQL. */
@Repository
class TargetRepository {

    private final R2dbcEntityTemplate template;
    private final ClientRows<TargetRow> rows;

    TargetRepository(R2dbcEntityTemplate template) {
        this.template = template;
        this.rows = new ClientRows<>(template, TargetRow.class, "target", TargetRow::targetId);
    }

    ClientRows<TargetRow> rows() {
        return rows;
    }

    /** The proxies that go when the target goes. */
    Mono<List<String>> proxies(String targetId) {
        return template.getDatabaseClient()
                .sql("select proxy_id from proxy where proxy_target_id = :id order by proxy_id")
                .bind("id", targetId)
                .map(row -> Objects.requireNonNull(row.get("proxy_id", String.class)))
                .all()
                .collectList();
    }
}
