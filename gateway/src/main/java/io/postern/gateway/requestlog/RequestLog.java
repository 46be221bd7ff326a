package io.postern.gateway.requestlog;

import io.postern.gateway.record.CallRecord;
import io.postern.gateway.record.EndedCalls;
import io.postern.gateway.requestlog.RequestLogMeters.Dropped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Ended calls on their way into the request log, as rows: as many as fit. What does not fit is dropped and counted, so that a
 * slow PostgreSQL, or none, costs no call anything.
 *
 * <p>A call's thread writes its row at once into a page that is open, while all that is known of the call is at hand; nothing of
 * the call itself waits. Each thread has a page of its own, or nearly so, and takes it out of its place while it writes: no thread
 * ever waits for another one, and the writer is woken only when as many rows wait as it {@link #await}s.
 */
final class RequestLog implements EndedCalls {

    private static final int LARGEST_PAGE = 64;
    /** Of the capacity, so that little of it is kept for rows which do not come. */
    private static final int PAGES_FOR_A_PLACE = 16;
    /** Two places in one cache line would slow two threads. */
    private static final int APART = 16;

    private static final int MOST_KEPT = 128;
    private static final int NOBODY = Integer.MAX_VALUE;

    private final int capacity;
    private final int rowsOfAPage;
    private final String gatewayId;
    private final RequestRow.Maker maker;
    private final Clock clock;
    private final RequestLogMeters meters;

    private final int places;
    private final AtomicReferenceArray<@Nullable RowPage> open;
    private final ConcurrentLinkedQueue<RowPage> ended = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<RowPage> kept = new ConcurrentLinkedQueue<>();
    private final AtomicInteger keptCount = new AtomicInteger();
    /** Rows that wait, and those for which open pages have room. */
    private final AtomicInteger reserved = new AtomicInteger();
    /** How many rows the writer waits for; {@link #NOBODY} once it has been told. */
    private volatile int awaited = NOBODY;

    private final Semaphore wakeUps = new Semaphore(0);
    /** From {@link System#nanoTime} to nanoseconds since 1970. */
    private volatile long nanosToEpoch;

    /**
     * @param capacity how many rows may wait
     * @param batch how many are written at once at most
     */
    RequestLog(
            int capacity, int batch, String gatewayId, RequestRow.Maker maker, Clock clock, RequestLogMeters meters) {
        this.capacity = capacity;
        this.gatewayId = gatewayId;
        this.maker = maker;
        this.clock = clock;
        this.meters = meters;
        places = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1);
        rowsOfAPage = Math.max(1, Math.min(Math.min(LARGEST_PAGE, batch), capacity / (places * PAGES_FOR_A_PLACE)));
        open = new AtomicReferenceArray<>(places * APART);
        lookAtTheClock();
        meters.watch(this::size);
    }

    @Override
    public void add(CallRecord call) {
        if (call.plan() == null) {
            // Of nobody's proxy: there is nobody who could read it.
            return;
        }
        int place = ((int) Thread.currentThread().getId() & (places - 1)) * APART;
        RowPage page = open.getAndSet(place, null);
        if (page == null) {
            page = newPage();
            if (page == null) {
                meters.dropped(Dropped.FULL, 1);
                return;
            }
        }
        try {
            page.add(maker.row(call, TimeUnit.NANOSECONDS.toMicros(call.endedAtNanos() + nanosToEpoch)));
        } finally {
            putBack(place, page);
        }
    }

    private void putBack(int place, RowPage page) {
        if (page.room() == 0) {
            end(page);
            return;
        }
        RowPage other = open.getAndSet(place, page);
        if (other != null) {
            // Two threads had this place at the same time.
            end(other);
        }
    }

    private @Nullable RowPage newPage() {
        int rows = reserve();
        if (rows == 0) {
            return null;
        }
        lookAtTheClock();
        RowPage page = kept.poll();
        if (page == null) {
            page = new RowPage(rowsOfAPage, gatewayId);
        } else {
            keptCount.decrementAndGet();
        }
        page.begin(rows);
        return page;
    }

    private int reserve() {
        while (true) {
            int before = reserved.get();
            int rows = Math.min(rowsOfAPage, capacity - before);
            if (rows <= 0) {
                return 0;
            }
            if (reserved.compareAndSet(before, before + rows)) {
                return rows;
            }
        }
    }

    private void lookAtTheClock() {
        Instant now = clock.instant();
        nanosToEpoch = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    }

    private void end(RowPage page) {
        int unused = page.end();
        if (unused > 0) {
            reserved.addAndGet(-unused);
        }
        ended.add(page);
        if (reserved.get() >= awaited) {
            awaited = NOBODY;
            wakeUps.release();
        }
    }

    /**
     * For the writer: waits until so many rows wait, where an open page counts as a full one; or so long, or until
     * somebody calls {@link #wake}.
     */
    void await(int rows, long nanos) throws InterruptedException {
        awaited = rows;
        if (reserved.get() < rows && wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            wakeUps.drainPermits();
        }
        awaited = NOBODY;
    }

    /** Ends the writer's waiting, or its next one. */
    void wake() {
        wakeUps.release();
    }

    /** For the writer: the pages that have waited longest, with so many rows at most; none where none wait. */
    List<RowPage> poll(int rows) {
        List<RowPage> pages = new ArrayList<>();
        int left = takeEnded(pages, rows);
        if (ended.isEmpty()) {
            endOpenPages();
            takeEnded(pages, left);
        }
        return pages;
    }

    private int takeEnded(List<RowPage> to, int rows) {
        int left = rows;
        for (RowPage page = ended.peek(); page != null && page.size() <= left; page = ended.peek()) {
            ended.remove();
            reserved.addAndGet(-page.size());
            left -= page.size();
            to.add(page);
        }
        return left;
    }

    private void endOpenPages() {
        for (int place = 0; place < open.length(); place += APART) {
            RowPage page = open.getAndSet(place, null);
            if (page != null) {
                end(page);
            }
        }
    }

    /** Just after {@link #poll}: whether more wait than were asked for. */
    boolean hasMore() {
        return !ended.isEmpty();
    }

    /** Takes pages back that nobody reads any more. */
    void reuse(List<RowPage> pages) {
        for (RowPage page : pages) {
            if (page.isReusable() && keptCount.get() < MOST_KEPT) {
                keptCount.incrementAndGet();
                kept.add(page);
            }
        }
    }

    /** How many rows wait; while a thread is adding one it may be a few more. */
    int size() {
        int unused = 0;
        for (int place = 0; place < open.length(); place += APART) {
            RowPage page = open.get(place);
            if (page != null) {
                unused += page.room();
            }
        }
        return Math.max(0, reserved.get() - unused);
    }
}
