package io.postern.gateway.requestlog;

import io.postern.gateway.requestlog.RequestLogMeters.Dropped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Writes the request log for as long as the gateway runs, on a thread of its own. Few rows are written at once, now and then; many
 * go to PostgreSQL as they come, a little at a time, and are committed as seldom. While PostgreSQL is away it holds the batch
 * that it has ({@link UnwrittenBatches}), and calls wait in the queue until that is full. At a stop it writes what is left, for a
 * bounded time.
 */
final class RequestLogWriter implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLogWriter.class);
    /**
     * From twice as many in a batch on, rows are sent in pieces of about this size: a server that got thousands at once would take
     * its processors from others. Smaller ones cost more, since the driver's work is the same for each.
     */
    private static final int ROWS_OF_A_PIECE = 1_000;

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
    private final UnwrittenBatches unwritten;

    RequestLogWriter(RequestLog log, RequestLogTable table, RequestLogMeters meters, RequestLogProperties properties) {
        this.log = log;
        this.table = table;
        this.meters = meters;
        this.properties = properties;
        unwritten = new UnwrittenBatches(log, table, meters, () -> abandoned);
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
        int left = log.size() + unwritten.rows();
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
                boolean more = !unwritten.isEmpty();
                if (!more) {
                    List<RowPage> pages = log.poll(properties.batch());
                    if (pages.isEmpty() && stopping) {
                        return;
                    }
                    // Not what comes while these are written: then it would write a few rows at a time, and never wait.
                    more = log.hasMore();
                    rows = areMany(rows) ? writeAsTheyCome(pages, millisOfAPiece(rows)) : unwritten.add(pages);
                }
                unwritten.write();
                if (!unwritten.isEmpty()) {
                    pause(unwritten.backoffMillis());
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
            unwritten.written(rows);
        } catch (InterruptedException e) {
            unwritten.addSent(pages);
            throw e;
        } catch (RuntimeException e) {
            unwritten.addFailed(pages, e);
        }
        return rows;
    }

    private static int add(List<RowPage> pages, TableCopy to) {
        Batch batch = Batch.sent(pages);
        to.add(batch.rows());
        return batch.size();
    }

    private void pause(long millis) throws InterruptedException {
        if (wakeUps.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            wakeUps.drainPermits();
        }
    }
}
