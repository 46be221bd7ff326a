package io.postern.admin.requestlog;

import io.postern.admin.database.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the days of the request log ahead of time, and drops those that are old. Several admin APIs may do it at once. Each day
 * is a transaction of its own: one that can't have its lock is left for the next time.
 */
@Component
public class RequestLogPartitions {

    private final DatabaseClient database;
    private final Transactions transactions;
    private final RequestLogProperties properties;
    private final Clock clock;
    private final MaintenanceLog log = new MaintenanceLog();

    RequestLogPartitions(
            DatabaseClient database, Transactions transactions, RequestLogProperties properties, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * What one round did.
     *
     * @param made days that have a partition now
     * @param dropped days that are gone
     */
    public record Maintained(int made, int dropped) {}

    /** Does what is to be done now; fails after the rest was tried where a part of it can't be done. */
    public Mono<Maintained> maintain() {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            int days = Math.toIntExact(properties.ahead().toDays());
            // Not by Reactor's delayed errors: it logs each but the first with its stack trace.
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            Mono<Integer> made = Flux.range(0, days + 1)
                    .concatMap(day -> noting(failures, make(today.plusDays(day))))
                    .reduce(0, Integer::sum);
            return made.zipWith(noting(failures, drop(now.minus(properties.keep()))))
                    .flatMap(both -> failures.isEmpty()
                            ? Mono.just(new Maintained(both.getT1(), both.getT2()))
                            : Mono.error(failures.size() == 1 ? failures.get(0) : Exceptions.multiple(failures)));
        });
    }

    private static Mono<Integer> noting(List<Throwable> failures, Mono<Integer> part) {
        return part.onErrorResume(failure -> {
            failures.add(failure);
            return Mono.just(0);
        });
    }

    private Mono<Integer> make(LocalDate day) {
        return transactions.write(database.sql("select add_request_log_partition(:day)::int as made")
                .bind("day", day)
                .map(row -> Objects.requireNonNull(row.get("made", Integer.class)))
                .one());
    }

    private Mono<Integer> drop(Instant oldest) {
        return transactions.write(database.sql("select drop_request_log_partitions(:oldest) as dropped")
                .bind("oldest", oldest)
                .map(row -> Objects.requireNonNull(row.get("dropped", Integer.class)))
                .one());
    }

    @Scheduled(initialDelay = 0, fixedDelayString = "${postern.admin.request-log.maintain-every:10m}")
    void maintainNow() {
        maintain().subscribe(log::done, log::failed);
    }
}
