package io.postern.gateway.plan;

import io.postern.core.schema.SchemaVersion;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The queries on one connection, and the reading of their rows. An empty list of regions means all of them. Whole tables come
 * in pages of {@value #ROWS_OF_A_PAGE} rows, each one value of text: 420,000 rows of the driver's own would cost several times
 * what is done with them (docs/performance.md).
 */
final class PlanRows {

    private static final int ROWS_OF_A_PAGE = 2_000;

    private static final Table<TargetRow> TARGETS = new Table<>(
            "target_id",
            "target_id, target_base_url, target_encoded_slashes, target_own_links, target_default_rule_effect",
            "target where (cardinality($1::text[]) = 0 or target_region = any($1))",
            PlanRows::target);
    private static final Table<CredentialRow> CREDENTIALS = new Table<>(
            "credential_id",
            "credential_id, client_id, credential_type, credential_auth_type, credential_default_rule_effect,"
                    + " credential_config, secret_store, secret_path, secret_version, secret_reference, caller_hashes",
            "credential where (cardinality($1::text[]) = 0 or credential_region = any($1))",
            PlanRows::credential);
    private static final Table<ProxyRow> PROXIES = new Table<>(
            "proxy_id",
            "proxy_id, client_id, proxy_region, proxy_active, proxy_proxy_credential_id, proxy_target_id,"
                    + " proxy_target_credential_id, proxy_default_rule_effect, coalesce(proxy_max_requests_per_minute, 0),"
                    + " proxy_connect_millis, proxy_first_byte_millis, proxy_idle_millis, proxy_retries,"
                    + " proxy_trace_propagation",
            "proxy where (cardinality($1::text[]) = 0 or proxy_region = any($1))",
            PlanRows::proxy);
    // Rules are of no region; their owners are, and a rule whose owner was not read is not looked at.
    private static final Table<RuleRow> RULES = new Table<>(
            "rule_id",
            "rule_id, coalesce(target_id, credential_id, proxy_id), definition",
            "rule where $1::text[] is not null",
            PlanRows::rule);

    private final Connection connection;
    private final String[] regions;

    PlanRows(Connection connection, Set<String> regions) {
        this.connection = connection;
        this.regions = regions.toArray(String[]::new);
    }

    /** @param from the table, and a condition to which others can be added */
    private record Table<T>(String id, String columns, String from, Function<CompositeText, T> read) {

        String page() {
            return "select max(id), string_agg(line, '') from (select %s as id, (%s)::text as line from %s and %s > $2 order by %s limit %d) page"
                    .formatted(id, columns, from, id, id, ROWS_OF_A_PAGE);
        }

        String rows(String condition) {
            return "select (%s)::text from %s and (%s)".formatted(columns, from, condition);
        }
    }

    /**
     * Some rows of a table, not yet read out of their text: that is for another thread than the one that takes pages off
     * the wire.
     *
     * @param last the id of the last one
     */
    record Page<T>(String last, String text, Function<CompositeText, T> read) {

        void forEach(Consumer<T> take) {
            CompositeText rows = new CompositeText(text);
            while (rows.next()) {
                take.accept(read.apply(rows));
            }
        }
    }

    /** Of the database; fails with {@code SchemaTooOldException} where it does not suffice. */
    Mono<Integer> schemaVersion() {
        return rows(connection.createStatement(SchemaVersion.QUERY), row -> required(row.get(0, Integer.class)))
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

    Flux<Page<TargetRow>> targets() {
        return pages(TARGETS);
    }

    Flux<TargetRow> targets(Collection<String> ids) {
        return some(TARGETS, "target_id = any($2)", ids);
    }

    Flux<Page<CredentialRow>> credentials() {
        return pages(CREDENTIALS);
    }

    Flux<CredentialRow> credentials(Collection<String> ids) {
        return some(CREDENTIALS, "credential_id = any($2)", ids);
    }

    Flux<Page<ProxyRow>> proxies() {
        return pages(PROXIES);
    }

    /** The proxies that were touched, and those that use something that was. */
    Flux<ProxyRow> proxies(Changes.Touched touched) {
        return some(
                PROXIES,
                "proxy_id = any($2) or proxy_target_id = any($3)"
                        + " or proxy_proxy_credential_id = any($4) or proxy_target_credential_id = any($4)",
                touched.proxies(),
                touched.targets(),
                touched.credentials());
    }

    Flux<Page<RuleRow>> rules() {
        return pages(RULES);
    }

    Flux<RuleRow> rules(Collection<String> targets, Collection<String> credentials, Collection<String> proxies) {
        return some(
                RULES,
                "target_id = any($2) or credential_id = any($3) or proxy_id = any($4)",
                targets,
                credentials,
                proxies);
    }

    private <T> Flux<Page<T>> pages(Table<T> table) {
        return page(table, "").expand(page -> page(table, page.last()));
    }

    /** The rows after that id; empty where there are none. */
    private <T> Mono<Page<T>> page(Table<T> table, String after) {
        Statement statement =
                connection.createStatement(table.page()).bind(0, regions).bind(1, after);
        return rows(
                        statement,
                        row -> Optional.ofNullable(row.get(0, String.class))
                                .map(last -> new Page<>(last, text(row, 1), table.read())))
                .single()
                .flatMap(Mono::justOrEmpty);
    }

    @SafeVarargs
    private <T> Flux<T> some(Table<T> table, String condition, Collection<String>... ids) {
        Statement statement = connection.createStatement(table.rows(condition)).bind(0, regions);
        for (int n = 0; n < ids.length; n++) {
            statement.bind(n + 1, ids[n].toArray(String[]::new));
        }
        return rows(statement, row -> {
            CompositeText text = new CompositeText(text(row, 0));
            text.next();
            return table.read().apply(text);
        });
    }

    private static <T> Flux<T> rows(Statement statement, Function<Readable, T> read) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(read));
    }

    private static Position position(Readable row) {
        return new Position(required(row.get(0, Long.class)), required(row.get(1, Instant.class)));
    }

    private static TargetRow target(CompositeText row) {
        return new TargetRow(row.text(), row.text(), row.text(), row.text(), row.text());
    }

    private static CredentialRow credential(CompositeText row) {
        return new CredentialRow(
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                row.text(),
                secret(row),
                row.nullable(),
                row.text());
    }

    private static CredentialRow.@Nullable SecretColumns secret(CompositeText row) {
        String store = row.nullable();
        String path = row.nullable();
        String version = row.nullable();
        return store == null
                ? null
                : new CredentialRow.SecretColumns(store, required(path), Long.parseLong(required(version)));
    }

    private static ProxyRow proxy(CompositeText row) {
        return new ProxyRow(
                row.text(),
                row.text(),
                row.text(),
                row.bool(),
                new ProxyRow.Parts(row.text(), row.text(), row.text()),
                row.text(),
                row.integer(),
                new ProxyRow.Millis(row.integer(), row.integer(), row.integer()),
                row.integer(),
                row.bool());
    }

    private static RuleRow rule(CompositeText row) {
        return new RuleRow(row.text(), row.text(), row.text());
    }

    private static String text(Readable row, int column) {
        return required(row.get(column, String.class));
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a column that is never null was null");
        }
        return value;
    }
}
