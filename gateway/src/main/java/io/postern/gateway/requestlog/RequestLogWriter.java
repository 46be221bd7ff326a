package io.postern.gateway.requestlog;

import io.postern.gateway.requestlog.RequestLogMeters.Dropped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Writes the request log for as long as the gateway runs, on a thread of its own. Few rows are written at once, now and then; many
 * go to PostgreSQL as they come, a piece at a time, and are committed as seldom. While PostgreSQL is away it holds the batch
 * that it has ({@link UnwrittenBatches}), and calls wait in the queue until that is full. At a stop it writes what is left, for a
 * bounded time.
 */
final class RequestLogWriter implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLogWriter.class);
    /**
     * Rows are sent as soon as there are so many: a server that got thousands at once would take its processors from others.
     * PostgreSQL gathers some 64 KB of rows before it writes them, which are about as many as these, so that smaller pieces would not
     * spread its work any further; and they cost more, since the driver's work is the same for each.
     */
    static final int ROWS_OF_A_PIECE = 250;

    private final RequestLog log;
    private final RequestLogTable table;
    private final RequestLogMeters meters;
    private final RequestLogProperties properties;
    private final int rowsOfAPiece;
    private final long longestCopyNanos;
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
        rowsOfAPiece = Math.max(1, Math.min(ROWS_OF_A_PIECE, Math.min(properties.batch(), properties.capacity()) / 2));
        // PostgreSQL ends a statement that takes as long as a write may take.
        longestCopyNanos = properties.writeTimeout().toNanos() / 2;
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
        log.wake();
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
        try {
            while (!abandoned) {
                if (unwritten.isEmpty()) {
                    long due = System.nanoTime() + properties.flushInterval().toNanos();
                    awaitAPiece(due);
                    List<RowPage> pages = log.poll(properties.batch());
                    if (pages.isEmpty() && stopping) {
                        return;
                    }
                    if (pages.stream().mapToInt(RowPage::size).sum() < rowsOfAPiece) {
                        unwritten.add(pages);
                    } else {
                        writeAsTheyCome(pages, due);
                    }
                }
                unwritten.write();
                if (!unwritten.isEmpty()) {
                    log.await(Integer.MAX_VALUE, TimeUnit.MILLISECONDS.toNanos(unwritten.backoffMillis()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAPiece(long due) throws InterruptedException {
        if (!stopping) {
            log.await(rowsOfAPiece, due - System.nanoTime());
        }
    }

    /**
     * Writes these rows, and with them those that come until then; where they are not known to be written, they are to be written
     * again.
     */
    private void writeAsTheyCome(List<RowPage> first, long due) throws InterruptedException {
        List<RowPage> pages = new ArrayList<>(first);
        boolean full = log.hasMore();
        try {
            TableCopy copy = table.begin();
            int rows = add(first, copy);
            long end = Math.min(due - System.nanoTime(), longestCopyNanos) + System.nanoTime();
            while (!full && rows < properties.batch() && System.nanoTime() < end && !copy.isOver() && !stopping) {
                awaitAPiece(end);
                List<RowPage> next = log.poll(properties.batch() - rows);
                full = log.hasMore();
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
    }

    private static int add(List<RowPage> pages, TableCopy to) {
        Batch batch = Batch.sent(pages);
        to.add(batch.rows());
        return batch.size();
    }
}
