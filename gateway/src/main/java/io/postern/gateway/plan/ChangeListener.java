package io.postern.gateway.plan;

import io.postern.core.change.ChangeChannel;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Hears PostgreSQL's notifications on a connection of its own, and opens a new one whenever that is lost. Each notification
 * and each new connection wakes the follower; what changed is then read from the log, so that a lost or doubled
 * notification does no harm.
 */
final class ChangeListener {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeListener.class);

    private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}");

    private final ConnectionFactory unpooled;
    private final PlanProperties properties;
    private final PlanMetrics metrics;

    ChangeListener(ConnectionFactory unpooled, PlanProperties properties, PlanMetrics metrics) {
        this.unpooled = unpooled;
        this.properties = properties;
        this.metrics = metrics;
    }

    /** Listens until it is disposed of. */
    Disposable start(Runnable wake) {
        return Flux.usingWhen(Mono.from(unpooled.create()), this::wakeUps, ChangeListener::close)
                // An end without an error is a lost connection as well.
                .concatWith(Mono.error(() -> new IllegalStateException("the listening connection ended")))
                .doOnError(problem -> {
                    metrics.listening(false);
                    LOG.info("Not hearing of changes, only polling for them: {}", problem.toString());
                })
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(properties.maxBackoff())
                        .jitter(0.5)
                        .transientErrors(true))
                .subscribe(wakeUp -> wake.run());
    }

    private Flux<String> wakeUps(Object connection) {
        if (!(connection instanceof PostgresqlConnection postgres)) {
            return Flux.error(new IllegalStateException("not a connection to PostgreSQL without a pool"));
        }
        Flux<String> notifications = postgres.getNotifications().map(this::notified);
        Mono<String> listening = run(postgres, "listen " + ChangeChannel.NAME).then(Mono.fromCallable(() -> {
            metrics.listening(true);
            LOG.debug("Listening for changes");
            return "listening";
        }));
        // A link that is cut without a word stays silent: only asking tells.
        Flux<String> heartbeat = Flux.interval(properties.heartbeatInterval())
                .onBackpressureDrop()
                .concatMap(beat -> run(postgres, "select 1").timeout(properties.heartbeatInterval()))
                .cast(String.class);
        // In this order: a notification between LISTEN and the subscription would be lost.
        return Flux.merge(
                notifications.concatWith(Mono.error(() -> new IllegalStateException("closed"))), listening, heartbeat);
    }

    /** Whoever appends to the log says the last number with it. */
    private String notified(Notification notification) {
        String revision = notification.getParameter();
        if (revision != null && REVISION.matcher(revision).matches()) {
            metrics.heardOf(Long.parseLong(revision));
        }
        return "notified";
    }

    private static Mono<Void> run(PostgresqlConnection connection, String sql) {
        return connection
                .createStatement(sql)
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then();
    }

    private static Mono<Void> close(Object connection) {
        return connection instanceof io.r2dbc.spi.Connection open
                ? Mono.<Void>from(open.close()).timeout(Duration.ofSeconds(2)).onErrorComplete()
                : Mono.empty();
    }
}
