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
 * in pages, each one value of text: 420,000 rows of the driver's own would cost several times what is done with them
 * (docs/performance.md).
 *
 * <p>A page is of {@value #BLOCKS_OF_A_PAGE} of the table's blocks, which are 8 KiB each, or of fewer where much of the table is kept
 * beside them (PostgreSQL's manual, "TOAST"), but at least one: half a megabyte as it is stored. So PostgreSQL reads its file from the
 * beginning to the end, where the order of the ids would have it look for each row by an index. What a snapshot sees stays where
 * it is for as long as the snapshot is read (PostgreSQL's manual, "System Columns" and "Explicit Locking": only an update or a
 * full vacuum gives a row another place; the one leaves the old row there, and the other waits for whoever reads the table).
 */
final class PlanRows {

    private static final int BLOCKS_OF_A_PAGE = 64;

    /** One is on its way while PostgreSQL already makes the next. */
    private static final int PAGES_ASKED_FOR = 2;

    /** Behind every row: a table has at most 2<sup>32</sup> - 1 blocks. */
    private static final String END = "(4294967295,0)";

    private static final Table<TargetRow> TARGETS = new Table<>(
            "target",
            "target_id, target_base_url, target_encoded_slashes, target_own_links, target_default_rule_effect",
            "(cardinality($1::text[]) = 0 or target_region = any($1))",
            PlanRows::target);
    private static final Table<CredentialRow> CREDENTIALS = new Table<>(
            "credential",
            "credential_id, client_id, credential_type, credential_auth_type, credential_default_rule_effect,"
                    + " credential_config, secret_store, secret_path, secret_version, secret_reference, caller_hashes",
            "(cardinality($1::text[]) = 0 or credential_region = any($1))",
            PlanRows::credential);
    private static final Table<ProxyRow> PROXIES = new Table<>(
            "proxy",
            "proxy_id, client_id, proxy_region, proxy_active, proxy_proxy_credential_id, proxy_target_id,"
                    + " proxy_target_credential_id, proxy_default_rule_effect, coalesce(proxy_max_requests_per_minute, 0),"
                    + " proxy_connect_millis, proxy_first_byte_millis, proxy_idle_millis, proxy_retries,"
                    + " proxy_trace_propagation",
            "(cardinality($1::text[]) = 0 or proxy_region = any($1))",
            PlanRows::proxy);
    // Rules are of no region; their owners are, and a rule whose owner was not read is not looked at.
    private static final Table<RuleRow> RULES = new Table<>(
            "rule",
            "rule_id, coalesce(target_id, credential_id, proxy_id), definition",
            "$1::text[] is not null",
            PlanRows::rule);

    private final Connection connection;
    private final String[] regions;

    PlanRows(Connection connection, Set<String> regions) {
        this.connection = connection;
        this.regions = regions.toArray(String[]::new);
    }

    /** @param ofRegions the condition for its rows to be of these regions */
    private record Table<T>(String name, String columns, String ofRegions, Function<CompositeText, T> read) {

        String extent() {
            return ("select pg_relation_size('%s') / current_setting('block_size')::bigint,"
                            + " greatest(1, %d * pg_relation_size('%s') / greatest(1, pg_table_size('%s')))")
                    .formatted(name, BLOCKS_OF_A_PAGE, name, name);
        }

        String page() {
            return "select string_agg((%s)::text, '') from %s where %s and ctid >= $2::tid and ctid < $3::tid"
                    .formatted(columns, name, ofRegions);
        }

        String rows(String condition) {
            return "select (%s)::text from %s where %s and (%s)".formatted(columns, name, ofRegions, condition);
        }
    }

    /** Some rows of a table, not yet read out of their text: that is for another thread than the one that takes pages off the wire. */
    record Page<T>(String text, Function<CompositeText, T> read) {

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
        return rows(connection.createStatement(table.extent()), Extent::of)
                .single()
                .flatMapMany(extent -> Flux.range(0, extent.last() + 1)
                        .flatMap(number -> page(table, extent.from(number), extent.to(number)), PAGES_ASKED_FOR));
    }

    /** What blocks a table has, and how many of them a page. */
    private record Extent(long blocks, long ofAPage) {

        static Extent of(Readable row) {
            return new Extent(required(row.get(0, Long.class)), required(row.get(1, Long.class)));
        }

        int last() {
            return Math.toIntExact(blocks / ofAPage);
        }

        String from(int page) {
            return "(" + page * ofAPage + ",0)";
        }

        /** The last page has all that is behind it, too: the table may have become larger since it was asked for its size. */
        String to(int page) {
            return page == last() ? END : from(page + 1);
        }
    }

    /** The rows from one place in the table's file to another; empty where there are none. */
    private <T> Mono<Page<T>> page(Table<T> table, String from, String to) {
        Statement statement = connection
                .createStatement(table.page())
                .bind(0, regions)
                .bind(1, from)
                .bind(2, to);
        return rows(
                        statement,
                        row -> Optional.ofNullable(row.get(0, String.class))
                                .map(text -> new Page<>(text, table.read())))
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
