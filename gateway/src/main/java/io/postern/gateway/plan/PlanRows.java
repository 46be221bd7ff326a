package io.postern.gateway.plan;

import io.postern.core.schema.SchemaVersion;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The queries on one connection, and the reading of their rows. An empty list of regions means all of them. */
final class PlanRows {

    private static final String TARGETS = """
            select target_id, target_base_url, target_encoded_slashes, target_default_rule_effect
            from target where (cardinality($1::text[]) = 0 or target_region = any($1))""";
    private static final String CREDENTIALS = """
            select credential_id, client_id, credential_type, credential_auth_type, credential_default_rule_effect,
              credential_config::text, secret_store, secret_path, secret_version, secret_reference::text, caller_hashes::text
            from credential where (cardinality($1::text[]) = 0 or credential_region = any($1))""";
    private static final String PROXIES = """
            select proxy_id, client_id, proxy_region, proxy_active,
              proxy_proxy_credential_id, proxy_target_id, proxy_target_credential_id, proxy_default_rule_effect,
              coalesce(proxy_max_requests_per_minute, 0),
              proxy_connect_millis, proxy_first_byte_millis, proxy_idle_millis, proxy_retries, proxy_trace_propagation
            from proxy where (cardinality($1::text[]) = 0 or proxy_region = any($1))""";
    private static final String RULES =
            "select rule_id, coalesce(target_id, credential_id, proxy_id), definition::text from rule";

    private final Connection connection;
    private final String[] regions;

    PlanRows(Connection connection, Set<String> regions) {
        this.connection = connection;
        this.regions = regions.toArray(String[]::new);
    }

    /** Of the database; fails with {@code SchemaTooOldException} where it does not suffice. */
    Mono<Integer> schemaVersion() {
        return rows(connection.createStatement(SchemaVersion.QUERY), row -> integer(row, 0))
                .single()
                .map(SchemaVersion::check)
                .onErrorMap(SchemaVersion::translate);
    }

    /** The newest row of the change log; {@link Position#NONE} where it is empty. */
    Mono<Position> newest() {
        return rows(
                        connection.createStatement(
                                "select revision, changed_at from change order by revision desc limit 1"),
                        PlanRows::position)
                .next()
                .defaultIfEmpty(Position.NONE);
    }

    Flux<Changes.Row> changes(Position from, int limit) {
        Statement statement = connection
                .createStatement("select revision, changed_at, resource_kind, resource_id from change"
                        + " where revision >= $1 order by revision limit $2")
                .bind(0, from.revision())
                .bind(1, limit);
        return rows(statement, row -> new Changes.Row(position(row), text(row, 2), text(row, 3)));
    }

    Flux<TargetRow> targets() {
        return rows(connection.createStatement(TARGETS).bind(0, regions), PlanRows::target);
    }

    Flux<TargetRow> targets(Collection<String> ids) {
        return rows(
                connection
                        .createStatement(TARGETS + " and target_id = any($2)")
                        .bind(0, regions)
                        .bind(1, array(ids)),
                PlanRows::target);
    }

    Flux<CredentialRow> credentials() {
        return rows(connection.createStatement(CREDENTIALS).bind(0, regions), PlanRows::credential);
    }

    Flux<CredentialRow> credentials(Collection<String> ids) {
        return rows(
                connection
                        .createStatement(CREDENTIALS + " and credential_id = any($2)")
                        .bind(0, regions)
                        .bind(1, array(ids)),
                PlanRows::credential);
    }

    Flux<ProxyRow> proxies() {
        return rows(connection.createStatement(PROXIES).bind(0, regions), PlanRows::proxy);
    }

    /** The proxies that were touched, and those that use something that was. */
    Flux<ProxyRow> proxies(Changes.Touched touched) {
        return rows(
                connection
                        .createStatement(PROXIES
                                + " and (proxy_id = any($2) or proxy_target_id = any($3)"
                                + " or proxy_proxy_credential_id = any($4) or proxy_target_credential_id = any($4))")
                        .bind(0, regions)
                        .bind(1, array(touched.proxies()))
                        .bind(2, array(touched.targets()))
                        .bind(3, array(touched.credentials())),
                PlanRows::proxy);
    }

    Flux<RuleRow> rules() {
        return rows(connection.createStatement(RULES), PlanRows::rule);
    }

    Flux<RuleRow> rules(Collection<String> targets, Collection<String> credentials, Collection<String> proxies) {
        return rows(
                connection
                        .createStatement(RULES + " where target_id = any($1) or credential_id = any($2)"
                                + " or proxy_id = any($3)")
                        .bind(0, array(targets))
                        .bind(1, array(credentials))
                        .bind(2, array(proxies)),
                PlanRows::rule);
    }

    private static <T> Flux<T> rows(Statement statement, Function<Readable, T> read) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(read));
    }

    private static Position position(Readable row) {
        return new Position(number(row, 0), required(row.get(1, Instant.class)));
    }

    private static TargetRow target(Readable row) {
        return new TargetRow(text(row, 0), text(row, 1), text(row, 2), text(row, 3));
    }

    private static CredentialRow credential(Readable row) {
        String store = row.get(6, String.class);
        return new CredentialRow(
                text(row, 0),
                text(row, 1),
                text(row, 2),
                text(row, 3),
                text(row, 4),
                text(row, 5),
                store == null ? null : new CredentialRow.SecretColumns(store, text(row, 7), number(row, 8)),
                row.get(9, String.class),
                text(row, 10));
    }

    private static ProxyRow proxy(Readable row) {
        return new ProxyRow(
                text(row, 0),
                text(row, 1),
                text(row, 2),
                required(row.get(3, Boolean.class)),
                new ProxyRow.Parts(text(row, 4), text(row, 5), text(row, 6)),
                text(row, 7),
                integer(row, 8),
                new ProxyRow.Millis(integer(row, 9), integer(row, 10), integer(row, 11)),
                integer(row, 12),
                required(row.get(13, Boolean.class)));
    }

    private static RuleRow rule(Readable row) {
        return new RuleRow(text(row, 0), text(row, 1), text(row, 2));
    }

    private static String text(Readable row, int column) {
        return required(row.get(column, String.class));
    }

    private static int integer(Readable row, int column) {
        return required(row.get(column, Integer.class));
    }

    private static long number(Readable row, int column) {
        return required(row.get(column, Long.class));
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a column that is never null was null");
        }
        return value;
    }

    private static String[] array(Collection<String> ids) {
        return ids.toArray(String[]::new);
    }
}
