package io.postern.bench.soak;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was done and what was found. For many threads. */
final class Findings {

    /** Of each promise: more would say no more, and hide the table. */
    private static final int MOST_TOLD = 4;

    private final Map<String, LongAdder> done = new ConcurrentHashMap<>();
    private final Map<Promise, LongAdder> broken = new EnumMap<>(Promise.class);
    private final PrintStream out;

    Findings(PrintStream out) {
        this.out = out;
        for (Promise promise : Promise.values()) {
            broken.put(promise, new LongAdder());
        }
    }

    void count(String what) {
        done.computeIfAbsent(what, none -> new LongAdder()).increment();
    }

    /** A promise was broken; the text says where, and what led to it. */
    void broken(Promise promise, String detail) {
        LongAdder times = Objects.requireNonNull(broken.get(promise));
        times.increment();
        if (times.sum() <= MOST_TOLD) {
            out.println("BROKEN: " + promise.words() + "\n    " + detail);
        }
    }

    boolean allHeld() {
        return broken.values().stream().allMatch(times -> times.sum() == 0);
    }

    void print() {
        StringBuilder line = new StringBuilder();
        new TreeMap<>(done)
                .forEach((what, times) -> line.append(line.isEmpty() ? "" : ", ")
                        .append(times)
                        .append(' ')
                        .append(what));
        out.println(line);
        broken.forEach((promise, times) ->
                out.printf("%-95s %s%n", promise.words(), times.sum() == 0 ? "held" : "BROKEN " + times + " times"));
    }
}
