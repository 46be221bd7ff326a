package io.postern.gateway.plan;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads plans out of PostgreSQL. What belongs together is read in one repeatable-read snapshot, so that no plan is made of
 * rows of different revisions. Needs no right but to read.
 */
final class PlanReader {

    private static final int PAGES_AHEAD = 4;

    private final ConnectionFactory connections;
    private final Set<String> regions;

    /** @param regions whose proxies are read; empty: all */
    PlanReader(ConnectionFactory connections, Collection<String> regions) {
        this.connections = connections;
        this.regions = Set.copyOf(regions);
    }

    /** The change log from a position on, its own row included; at most {@code limit} rows after it. */
    Mono<Changes> changes(Position from, int limit) {
        return Mono.usingWhen(
                connections.create(),
                connection -> new PlanRows(connection, regions)
                        .changes(from, limit + 1)
                        .collectList()
                        .map(rows -> new Changes(from, rows)),
                Connection::close);
    }

    /** Every plan, and the position in the change log that they stand for. */
    Mono<CompiledPlans> whole() {
        return snapshot(rows -> {
            PlanCompiler compiler = new PlanCompiler();
            return rows.schemaVersion().then(rows.newest()).flatMap(position -> {
                CompiledPlans plans = new CompiledPlans(position);
                return all(rows.rules(), compiler::rule)
                        .then(all(rows.targets(), compiler::target))
                        .then(all(rows.credentials(), compiler::credential))
                        .then(all(rows.proxies(), row -> plans.add(compiler, row)))
                        .thenReturn(plans);
            });
        });
    }

    /** The plans of the touched proxies and of those that use something touched. A proxy that is gone is in no answer. */
    Mono<CompiledPlans> touched(Changes.Touched touched) {
        return snapshot(rows -> rows.proxies(touched).collectList().flatMap(proxies -> compile(rows, proxies)));
    }

    private static Mono<CompiledPlans> compile(PlanRows rows, List<ProxyRow> proxies) {
        CompiledPlans plans = new CompiledPlans(Position.NONE);
        if (proxies.isEmpty()) {
            return Mono.just(plans);
        }
        Set<String> targets = new HashSet<>();
        Set<String> credentials = new HashSet<>();
        List<String> ids = new ArrayList<>(proxies.size());
        for (ProxyRow proxy : proxies) {
            ids.add(proxy.proxyId());
            targets.add(proxy.parts().targetId());
            credentials.add(proxy.parts().callerCredentialId());
            credentials.add(proxy.parts().targetCredentialId());
        }
        PlanCompiler compiler = new PlanCompiler();
        return each(rows.rules(targets, credentials, ids), compiler::rule)
                .then(each(rows.targets(targets), compiler::target))
                .then(each(rows.credentials(credentials), compiler::credential))
                .then(Mono.fromCallable(() -> {
                    proxies.forEach(row -> plans.add(compiler, row));
                    return plans;
                }));
    }

    /** Off the event loop: while one thread takes pages off the wire, another compiles their rows. */
    private static <T> Mono<Void> all(Flux<PlanRows.Page<T>> pages, Consumer<T> take) {
        return pages.publishOn(Schedulers.boundedElastic(), PAGES_AHEAD)
                .doOnNext(page -> page.forEach(take))
                .then();
    }

    private static <T> Mono<Void> each(Flux<T> rows, Consumer<T> take) {
        return rows.publishOn(Schedulers.boundedElastic()).doOnNext(take).then();
    }

    private <T> Mono<T> snapshot(Function<PlanRows, Mono<T>> read) {
        return Mono.usingWhen(
                connection(),
                connection -> Mono.from(connection.beginTransaction(new ReadOnlySnapshot()))
                        .then(read.apply(new PlanRows(connection, regions)))
                        .flatMap(value ->
                                Mono.from(connection.commitTransaction()).thenReturn(value)),
                Connection::close,
                (connection, problem) -> end(connection),
                PlanReader::end);
    }

    /**
     * A future between: a new connection refers to whoever it was made for as long as it lives, and that would keep everything
     * that was read over it, tens of megabytes with 100,000 proxies.
     */
    private Mono<Connection> connection() {
        return Mono.fromFuture(() -> Mono.<Connection>from(connections.create()).toFuture());
    }

    private static Mono<Void> end(Connection connection) {
        return Mono.from(connection.rollbackTransaction())
                .onErrorResume(e -> Mono.empty())
                .then(Mono.from(connection.close()));
    }

    private static final class ReadOnlySnapshot implements TransactionDefinition {

        private static final Map<Option<?>, Object> ATTRIBUTES =
                Map.of(ISOLATION_LEVEL, IsolationLevel.REPEATABLE_READ, READ_ONLY, true);

        @Override
        @SuppressWarnings("unchecked") // each value above has its option's type
        public <T> @Nullable T getAttribute(Option<T> option) {
            return (T) ATTRIBUTES.get(option);
        }
    }
}
