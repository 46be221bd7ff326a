package io.postern.admin.rule;

import io.postern.admin.database.ClientRows;
import io.postern.admin.http.Page;
import java.util.Objects;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The rules in PostgreSQL. Table and column names come from {@link RuleMount}, never from a request. */
@Repository
class RuleRepository {

    private final DatabaseClient database;
    private final ClientRows<RuleRow> rows;

    RuleRepository(R2dbcEntityTemplate template) {
        this.database = template.getDatabaseClient();
        this.rows = new ClientRows<>(template, RuleRow.class, "rule", RuleRow::ruleId);
    }

    ClientRows<RuleRow> rows() {
        return rows;
    }

    /** The resource's id, where the client has it; empty where not. */
    Mono<String> mount(RuleMount mount) {
        return mount(mount, "");
    }

    /** The same, and nobody else attaches a rule to it until the transaction ends. */
    Mono<String> lockMount(RuleMount mount) {
        return mount(mount, " for update");
    }

    Mono<Page.Slice<RuleRow>> list(RuleMount mount, Page page) {
        return rows.list(mount.idColumn(), mount.resourceId(), page);
    }

    Mono<Long> count(RuleMount mount) {
        return database.sql("select count(*) as rules from rule where " + mount.idColumn() + " = :id")
                .bind("id", mount.resourceId())
                .map(row -> Objects.requireNonNull(row.get("rules", Long.class)))
                .one();
    }

    private Mono<String> mount(RuleMount mount, String suffix) {
        return database.sql("select " + mount.idColumn() + " as id from " + mount.table()
                        + " where client_id = :client and " + mount.idColumn() + " = :id" + suffix)
                .bind("client", mount.clientId())
                .bind("id", mount.resourceId())
                .map(row -> Objects.requireNonNull(row.get("id", String.class)))
                .one();
    }
}
