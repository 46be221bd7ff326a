package io.postern.gateway.requestlog;

import io.postern.gateway.requestlog.RequestLogMeters.Dropped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Writes the request log for as long as the gateway runs, on a thread of its own. Few rows are written at once, now and then; many
 * go to PostgreSQL as they come, a little at a time, and are committed as seldom. While PostgreSQL is away it holds the batch
 * that it has, and calls wait in the queue until that is full. A row which PostgreSQL refuses is looked for by halves, so that
 * the others of its batch are written. At a stop it writes what is left, for a bounded time.
 */
final class RequestLogWriter implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLogWriter.class);
    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;
    /**
     * From twice as many in a batch on, rows are sent in pieces of about this size: a server that got thousands at once would take
     * its processors from others. Smaller ones cost more, since the driver's work is the same for each.
     */
    private static final int ROWS_OF_A_PIECE = 1_000;
    /** Of one batch; more are not looked for one by one. */
    private static final int MOST_REFUSED_ROWS = 20;

    private final RequestLog log;
    private final RequestLogTable table;
    private final RequestLogMeters meters;
    private final RequestLogProperties properties;
    private final int rowsOfAPiece;
    private final long longestCopyNanos;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean abandoned;
    // Of the writer's thread, and of whoever stops it once that has ended.
    private final Deque<Batch> batches = new ArrayDeque<>();
    private int failures;

    RequestLogWriter(RequestLog log, RequestLogTable table, RequestLogMeters meters, RequestLogProperties properties) {
        this.log = log;
        this.table = table;
        this.meters = meters;
        this.properties = properties;
        rowsOfAPiece = Math.max(1, Math.min(ROWS_OF_A_PIECE, properties.batch() / 2));
        // PostgreSQL ends a statement that takes as long as a write may take.
        longestCopyNanos = Math.min(
                properties.flushInterval().toNanos(), properties.writeTimeout().toNanos() / 2);
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
        int left = log.size() + batches.stream().mapToInt(Batch::size).sum();
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
        int rows = 0;
        try {
            while (!abandoned) {
                boolean more = !batches.isEmpty();
                if (!more) {
                    List<RowPage> pages = log.poll(properties.batch());
                    if (pages.isEmpty() && stopping) {
                        return;
                    }
                    // Not what comes while these are written: then it would write a few rows at a time, and never wait.
                    more = log.hasMore();
                    rows = areMany(rows) ? writeAsTheyCome(pages, millisOfAPiece(rows)) : toBeWritten(pages);
                }
                writeBatches();
                if (!batches.isEmpty()) {
                    pause(backoffMillis());
                } else if (!more && !areMany(rows) && !stopping) {
                    pause(properties.flushInterval().toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean areMany(int rowsOfABatch) {
        return rowsOfABatch >= 2 * rowsOfAPiece;
    }

    private long millisOfAPiece(int rowsOfABatch) {
        return properties.flushInterval().toMillis() * rowsOfAPiece / rowsOfABatch;
    }

    private int toBeWritten(List<RowPage> pages) {
        if (pages.isEmpty()) {
            return 0;
        }
        Batch batch = Batch.of(pages);
        batches.add(batch);
        return batch.size();
    }

    /**
     * Writes these rows, and with them those that come in the time that a row may wait. How many they were; where they are not known
     * to be written, they are to be written again.
     */
    private int writeAsTheyCome(List<RowPage> first, long pieceMillis) throws InterruptedException {
        if (first.isEmpty()) {
            return 0;
        }
        List<RowPage> pages = new ArrayList<>(first);
        int rows = 0;
        try {
            TableCopy copy = table.begin();
            rows = add(first, copy);
            long began = System.nanoTime();
            while (rows < properties.batch()
                    && System.nanoTime() - began < longestCopyNanos
                    && !copy.isOver()
                    && !log.hasMore()
                    && !stopping) {
                pause(pieceMillis);
                List<RowPage> next = log.poll(properties.batch() - rows);
                pages.addAll(next);
                rows += add(next, copy);
            }
            table.end(copy);
            log.reuse(pages);
            written(rows);
        } catch (InterruptedException e) {
            batches.add(Batch.sent(pages));
            throw e;
        } catch (RuntimeException e) {
            Batch all = Batch.sent(pages);
            WriteFailure failure = new WriteFailure(e);
            if (!failure.refused()) {
                failed(failure);
                all.tried();
            }
            batches.add(all);
        }
        return rows;
    }

    private static int add(List<RowPage> pages, TableCopy to) {
        Batch batch = Batch.sent(pages);
        to.add(batch.rows());
        return batch.size();
    }

    /** Until all are written, or never will be, or PostgreSQL is away. */
    private void writeBatches() {
        int refusedRows = 0;
        for (Batch batch = batches.peek(); batch != null; batch = batches.peek()) {
            try {
                TableCopy copy = table.begin();
                copy.add(batch.rows());
                table.end(copy);
                log.reuse(batch.unread());
                written(batch);
            } catch (RuntimeException e) {
                if (abandoned) {
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

    private void written(int rows) {
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
