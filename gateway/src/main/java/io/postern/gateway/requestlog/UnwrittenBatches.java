package io.postern.gateway.requestlog;

import io.postern.gateway.requestlog.RequestLogMeters.Dropped;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was taken from the queue and is not known to be written: it is kept while PostgreSQL is away. A row which PostgreSQL refuses
 * is looked for by halves, so that the others of its batch are written. Not thread-safe.
 */
final class UnwrittenBatches {

    private static final Logger LOG = LoggerFactory.getLogger(UnwrittenBatches.class);
    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;
    /** Of one batch; more are not looked for one by one. */
    private static final int MOST_REFUSED_ROWS = 20;

    private final RequestLog log;
    private final RequestLogTable table;
    private final RequestLogMeters meters;
    private final BooleanSupplier abandoned;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private int failures;

    /** @param abandoned whether there is no time left: a failure is then the stop's, and nothing is learned from it */
    UnwrittenBatches(RequestLog log, RequestLogTable table, RequestLogMeters meters, BooleanSupplier abandoned) {
        this.log = log;
        this.table = table;
        this.meters = meters;
        this.abandoned = abandoned;
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    int rows() {
        return batches.stream().mapToInt(Batch::size).sum();
    }

    /** Adds what no connection has seen, if there is anything. */
    void add(List<RowPage> pages) {
        if (!pages.isEmpty()) {
            batches.add(Batch.of(pages));
        }
    }

    /** Adds what was sent, and not committed. */
    void addSent(List<RowPage> pages) {
        batches.add(Batch.sent(pages));
    }

    /** Adds what was sent and failed: unless it was refused, it may have been committed. */
    void addFailed(List<RowPage> pages, RuntimeException cause) {
        Batch all = Batch.sent(pages);
        WriteFailure failure = new WriteFailure(cause);
        if (!failure.refused()) {
            failed(failure);
            all.tried();
        }
        batches.add(all);
    }

    /** Until all are written, or never will be, or PostgreSQL is away. */
    void write() {
        int refusedRows = 0;
        for (Batch batch = batches.peek(); batch != null; batch = batches.peek()) {
            try {
                TableCopy copy = table.begin();
                copy.add(batch.rows());
                table.end(copy);
                log.reuse(batch.unread());
                written(batch);
            } catch (RuntimeException e) {
                if (abandoned.getAsBoolean()) {
                    return;
                }
                WriteFailure failure = new WriteFailure(e);
                if (failure.isThere(batch)) {
                    written(batch);
                    continue;
                }
                failed(failure);
                if (!failure.refused()) {
                    batch.tried();
                    return;
                }
                batches.remove();
                if (batch.size() > 1 && failure.ofARow() && refusedRows < MOST_REFUSED_ROWS) {
                    List<Batch> halves = batch.halves();
                    batches.addFirst(halves.get(1));
                    batches.addFirst(halves.get(0));
                } else {
                    refusedRows++;
                    meters.dropped(Dropped.REFUSED, batch.size());
                }
            }
        }
    }

    private void written(Batch batch) {
        batches.remove();
        written(batch.size());
    }

    /** So many rows were, from here or by another way. */
    void written(int rows) {
        meters.written(rows);
        if (batches.isEmpty()) {
            if (failures > 0) {
                LOG.info("PostgreSQL takes the request log again");
            }
            failures = 0;
        }
    }

    private void failed(WriteFailure failure) {
        failures++;
        if (failures == 1) {
            LOG.warn(
                    "PostgreSQL {} the request log; calls that it lacks are counted: {}",
                    failure.refused() ? "refuses" : "does not take",
                    failure);
        }
    }

    /** Half to all of a wait that doubles, so that many gateways do not come back at the same moment. */
    long backoffMillis() {
        long most = Math.min(LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures, 16));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }
}
