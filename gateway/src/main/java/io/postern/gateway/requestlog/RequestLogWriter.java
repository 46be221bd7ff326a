package io.postern.gateway.requestlog;

import io.postern.gateway.record.CallRecord;
import io.postern.gateway.requestlog.RequestLogMeters.Dropped;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Writes the request log for as long as the gateway runs, on a thread of its own. While PostgreSQL is away it holds the batch
 * that it has, and calls wait in the queue until that is full. At a stop it writes what is left, for a bounded time.
 */
final class RequestLogWriter implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLogWriter.class);
    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;

    private final RequestLog log;
    private final RequestLogTable table;
    private final RequestRow.Maker maker;
    private final RequestLogMeters meters;
    private final RequestLogProperties properties;
    private final Clock clock;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean abandoned;
    // Of the writer's thread, and of whoever stops it once that has ended.
    private List<RequestRow> batch = List.of();
    private int failures;

    RequestLogWriter(
            RequestLog log,
            RequestLogTable table,
            RequestRow.Maker maker,
            RequestLogMeters meters,
            RequestLogProperties properties,
            Clock clock) {
        this.log = log;
        this.table = table;
        this.maker = maker;
        this.meters = meters;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        stopping = false;
        abandoned = false;
        Thread started = new Thread(this::write, "request-log");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        stopping = true;
        wakeUps.release();
        try {
            running.join(Math.max(1, properties.stopTimeout().toMillis()));
            abandoned = true;
            if (running.isAlive()) {
                running.interrupt();
                running.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            abandoned = true;
            running.interrupt();
            Thread.currentThread().interrupt();
        }
        thread = null;
        dropLeft();
        table.close();
    }

    private void dropLeft() {
        int left = log.size() + batch.size();
        if (left > 0) {
            meters.dropped(Dropped.STOPPED, left);
            LOG.warn("{} calls are not in the request log: PostgreSQL did not take them before the stop", left);
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Before the web server in starting, after it in stopping: then the last call has ended. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void write() {
        try {
            while (!abandoned) {
                if (batch.isEmpty()) {
                    batch = nextBatch();
                }
                boolean more = batch.size() == properties.batch();
                if (!batch.isEmpty()) {
                    writeBatch();
                } else if (stopping) {
                    return;
                }
                if (!batch.isEmpty()) {
                    pause(backoffMillis());
                } else if (!more && !stopping) {
                    pause(properties.flushInterval().toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<RequestRow> nextBatch() {
        CallRecord call = log.poll();
        if (call == null) {
            return List.of();
        }
        long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        long nowNanos = System.nanoTime();
        List<RequestRow> rows = new ArrayList<>();
        while (call != null) {
            rows.add(maker.row(call, nowMicros - TimeUnit.NANOSECONDS.toMicros(nowNanos - call.endedAtNanos())));
            call = rows.size() < properties.batch() ? log.poll() : null;
        }
        return rows;
    }

    /** Empties the batch where it was written, or never will be. */
    private void writeBatch() {
        try {
            table.insert(batch);
            meters.written(batch.size());
            batch = List.of();
            if (failures > 0) {
                LOG.info("PostgreSQL takes the request log again");
            }
            failures = 0;
        } catch (RuntimeException e) {
            if (abandoned) {
                return;
            }
            failures++;
            boolean refused = isRefused(e);
            if (failures == 1) {
                LOG.warn(
                        "PostgreSQL {} the request log; calls that it lacks are counted: {}",
                        refused ? "refuses" : "does not take",
                        describe(e));
            }
            if (refused) {
                meters.dropped(Dropped.REFUSED, batch.size());
                batch = List.of();
            }
        }
    }

    /** Whether the same rows would be refused again. All else is taken for an outage. */
    private static boolean isRefused(RuntimeException failure) {
        return failure instanceof R2dbcNonTransientException
                && !(failure instanceof R2dbcNonTransientResourceException);
    }

    /** Without the message: it may quote rows. */
    private static String describe(RuntimeException failure) {
        return failure.getClass().getSimpleName()
                + (failure instanceof R2dbcException database ? " " + database.getSqlState() : "");
    }

    /** Half to all of a wait that doubles, so that many gateways do not come back at the same moment. */
    private long backoffMillis() {
        long most = Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures, 16));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }

    private void pause(long millis) throws InterruptedException {
        if (wakeUps.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            wakeUps.drainPermits();
        }
    }
}
