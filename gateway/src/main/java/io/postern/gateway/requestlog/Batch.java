package io.postern.gateway.requestlog;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Rows that are written together or not at all: of all rows in a list of pages, those from one number to before another. */
final class Batch {

    private final List<RowPage> pages;
    private final int from;
    private final int to;
    private final boolean whole;
    private boolean tried;

    private Batch(List<RowPage> pages, int from, int to, boolean whole) {
        this.pages = pages;
        this.from = from;
        this.to = to;
        this.whole = whole;
    }

    /** All rows of these pages, which get no more. */
    static Batch of(List<RowPage> pages) {
        return new Batch(
                List.copyOf(pages), 0, pages.stream().mapToInt(RowPage::size).sum(), true);
    }

    /** The same, but a connection that failed might still send their bytes. */
    static Batch sent(List<RowPage> pages) {
        Batch all = of(pages);
        return new Batch(all.pages, all.from, all.to, false);
    }

    int size() {
        return to - from;
    }

    /** Nobody knows whether it was written. */
    void tried() {
        tried = true;
    }

    /** Whether it may be there already. */
    boolean wasTried() {
        return tried;
    }

    /** Its rows in two batches; it must have two at least. */
    List<Batch> halves() {
        int middle = (from + to) >>> 1;
        return List.of(new Batch(pages, from, middle, false), new Batch(pages, middle, to, false));
    }

    /**
     * Its pages, where it has been written and nobody reads them any more; none where a connection that failed might still send
     * them.
     */
    List<RowPage> unread() {
        return whole && !tried ? pages : List.of();
    }

    /** Its rows' bytes, which are read where they are. */
    List<ByteBuf> rows() {
        List<ByteBuf> rows = new ArrayList<>();
        int before = 0;
        for (RowPage page : pages) {
            int first = Math.max(0, from - before);
            int end = Math.min(page.size(), to - before);
            if (first < end) {
                rows.add(page.rows(first, end));
            }
            before += page.size();
        }
        return rows;
    }
}
