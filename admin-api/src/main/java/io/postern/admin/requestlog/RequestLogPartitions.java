package io.postern.admin.requestlog;

import io.postern.admin.database.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes the days of the request log ahead of time, and drops those that are old. Several admin APIs may do it at once. Each day
 * is a transaction of its own: one that can't have its lock is left for the next time.
 */
@Component
public class RequestLogPartitions {

    private static final Logger log = LoggerFactory.getLogger(RequestLogPartitions.class);

    private final DatabaseClient database;
    private final Transactions transactions;
    private final RequestLogProperties properties;
    private final Clock clock;

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
            Mono<Integer> made = Flux.range(0, days + 1)
                    .concatMapDelayError(day -> make(today.plusDays(day)))
                    .reduce(0, Integer::sum);
            return Mono.zipDelayError(made, drop(now.minus(properties.keep())))
                    .map(both -> new Maintained(both.getT1(), both.getT2()));
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
        maintain()
                .subscribe(
                        done -> log.debug("request log: {}", done),
                        failure -> log.warn(
                                "the days of the request log could not all be made and dropped, and will be tried again: {}",
                                failure.getClass().getName()));
    }
}
