package io.postern.gateway.requestlog;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.record.CallRecord;
import io.postern.gateway.record.EndedCalls;
import io.postern.gateway.requestlog.RequestLogProperties.Detail;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * What the request log costs the gateway's process: CPU time (user and system, by the operating system's account) and
 * allocation, for each row that PostgreSQL has taken. Not a test: {@code bench/request-log} runs it.
 *
 * <p>One thread ends calls at a fixed rate and leaves as much garbage for each as a call of the gateway does, so that what waits
 * for the writer falls out of the caches and is copied by the collector, as it would be there. Rounds with the request log and
 * rounds without take turns; the difference is what it costs.
 */
public final class RequestLogCost {

    private static final int CAPACITY = 1_000_000;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int WARMING_ROUNDS = 3;
    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");
    private static final int GARBAGE_ARRAYS = 20;
    private static final int GARBAGE_BYTES = 1_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final int perSecond;
    private final int calls;
    private byte[] garbage = {};
    private long added;

    private RequestLogCost(int perSecond, int calls) {
        this.perSecond = perSecond;
        this.calls = calls;
    }

    /** For each call; {@code ownMicros} on the thread that ended it. */
    private record Spent(double micros, double ownMicros, double bytes) {}

    /** Calls a second, calls in a round, rounds of each kind, rows in a batch. */
    public static void main(String[] args) throws InterruptedException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        RequestLogCost cost = new RequestLogCost(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        try (PostgresFixture postgres = PostgresFixture.ownServer()) {
            cost.measure(postgres.newDatabase(), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        }
    }

    private void measure(TestDatabase database, int rounds, int batch) throws InterruptedException {
        RequestLogProperties properties = new RequestLogProperties(
                true,
                Detail.PATH,
                "gw-1",
                CAPACITY,
                batch,
                Duration.ofMillis(250),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5));
        RequestLogMeters meters = new RequestLogMeters(registry);
        RequestLog log = new RequestLog(
                CAPACITY, batch, "gw-1", new RequestRow.Maker(true, RefusalCode::status), Clock.systemUTC(), meters);
        RequestLogWriter writer = new RequestLogWriter(
                log,
                new RequestLogTable(database.connectionFactory(TestDatabase.GATEWAY_USER), properties.writeTimeout()),
                meters,
                properties);
        writer.start();
        double[] micros = new double[rounds];
        double[] ownMicros = new double[rounds];
        double[] bytes = new double[rounds];
        for (int i = 0; i < WARMING_ROUNDS; i++) {
            round(call -> {});
            round(log);
        }
        for (int round = 0; round < rounds; round++) {
            database.execute("truncate request_log", "checkpoint");
            Spent without = round(call -> {});
            Spent with = round(log);
            micros[round] = with.micros - without.micros;
            ownMicros[round] = with.ownMicros - without.ownMicros;
            bytes[round] = with.bytes - without.bytes;
            System.out.printf(
                    "without %5.2f µs %6.0f B, with %5.2f µs %6.0f B: the log %5.2f µs, on the call's thread %5.2f µs, %5.0f B%n",
                    without.micros,
                    without.bytes,
                    with.micros,
                    with.bytes,
                    micros[round],
                    ownMicros[round],
                    bytes[round]);
        }
        writer.stop();
        System.out.printf(
                "median of %d rounds: %.2f µs, of these %.2f µs on the call's thread, and %.0f B for each row%n",
                rounds, median(micros), median(ownMicros), median(bytes));
        if (written() != added) {
            throw new IllegalStateException("only " + written() + " of " + added + " rows were written");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    private Spent round(EndedCalls endedCalls) throws InterruptedException {
        long cpu = cpuNanos();
        long own = THREADS.getCurrentThreadCpuTime();
        long allocated = allocated();
        int perTick = (int) (perSecond * TICK_NANOS / TimeUnit.SECONDS.toNanos(1));
        long tick = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            if (i % perTick == 0) {
                tick += TICK_NANOS;
                for (long left = tick - System.nanoTime(); left > 0; left = tick - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
            endedCalls.add(call(i));
        }
        if (endedCalls instanceof RequestLog) {
            added += calls;
        }
        while (written() + dropped() < added) {
            Thread.sleep(10);
        }
        return new Spent(
                (cpuNanos() - cpu) / 1_000.0 / calls,
                (THREADS.getCurrentThreadCpuTime() - own) / 1_000.0 / calls,
                (allocated() - allocated) / (double) calls);
    }

    private CallRecord call(int number) {
        for (int i = 0; i < GARBAGE_ARRAYS; i++) {
            garbage = new byte[GARBAGE_BYTES];
            garbage[i] = (byte) number;
        }
        String requestId =
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return Calls.answered(requestId, "/v1/items/" + number % 1_000);
    }

    private double written() {
        return registry.get("postern.requestlog.written").counter().count();
    }

    private double dropped() {
        return registry.find("postern.requestlog.dropped").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /**
     * Of all threads but those of the compiler, which are busy only until all is warm; by Linux's scheduler, which counts in
     * nanoseconds, where Java asks for hundredths of a second.
     */
    private static long cpuNanos() {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                nanos += cpuNanos(thread);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    private static long cpuNanos(Path thread) {
        try {
            return COMPILER.matcher(Files.readString(thread.resolve("comm"))).lookingAt()
                    ? 0
                    : Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
        } catch (IOException e) {
            // It has ended meanwhile.
            return 0;
        }
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
