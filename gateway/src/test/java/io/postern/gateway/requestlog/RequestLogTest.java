package io.postern.gateway.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.record.EndedCallRecords;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RequestLogTest {

    /** A request id of these tests, behind its length. */
    private static final Pattern ID = Pattern.compile("\\x00\\x00\\x00.(r[0-9]+_)", Pattern.DOTALL);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private RequestLog log(int capacity) {
        return new RequestLog(
                capacity,
                500,
                "gw-1",
                new RequestRow.Maker(true, RefusalCode::status),
                Clock.systemUTC(),
                new RequestLogMeters(registry));
    }

    private double dropped() {
        return registry.get("postern.requestlog.dropped")
                .tag("reason", "full")
                .counter()
                .count();
    }

    private double waiting() {
        return registry.get("postern.requestlog.waiting").gauge().value();
    }

    private static List<String> ids(List<RowPage> pages) {
        List<String> ids = new ArrayList<>();
        for (RowPage page : pages) {
            ByteBuf rows = page.rows(0, page.size());
            Matcher id = ID.matcher(rows.toString(StandardCharsets.ISO_8859_1));
            while (id.find()) {
                ids.add(id.group(1));
            }
        }
        return ids;
    }

    @Test
    void addWhenFullThenDropsTheNewestAndCountsIt() {
        RequestLog log = log(2);
        log.add(Calls.answered("r1_", "/"));
        log.add(Calls.answered("r2_", "/"));
        log.add(Calls.answered("r3_", "/"));

        assertThat(dropped()).isEqualTo(1);
        assertThat(waiting()).isEqualTo(2);
        assertThat(ids(log.poll(1))).containsExactly("r1_");
        log.add(Calls.answered("r4_", "/"));
        assertThat(ids(log.poll(500))).containsExactly("r2_", "r4_");
        assertThat(log.poll(500)).isEmpty();
        assertThat(waiting()).isZero();
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void addWhenNoProxyWasFoundThenIsNobodysAndNotKept() {
        RequestLog log = log(2);

        log.add(EndedCallRecords.of("r1_", "GET", call -> {}));

        assertThat(log.poll(500)).isEmpty();
        assertThat(dropped()).isZero();
    }

    @Test
    void pollWhenMoreWaitThanAskedForThenGivesSoManyAtMostAndTheRestLater() {
        RequestLog log = log(10_000);
        for (int i = 0; i < 1_000; i++) {
            log.add(Calls.answered("r" + i + "_", "/"));
        }
        assertThat(waiting()).isEqualTo(1_000);

        List<String> all = new ArrayList<>();
        for (List<RowPage> pages = log.poll(300); !pages.isEmpty(); pages = log.poll(300)) {
            List<String> some = ids(pages);
            assertThat(some).hasSizeLessThanOrEqualTo(300);
            all.addAll(some);
            assertThat(log.hasMore()).isEqualTo(all.size() < 1_000);
            log.reuse(pages);
        }

        assertThat(all).hasSize(1_000).startsWith("r0_", "r1_").endsWith("r998_", "r999_");
        assertThat(waiting()).isZero();
    }

    @Test
    void addWhenManyThreadsAddAndAnotherPollsThenEachCallIsThereOnceOrCounted() throws InterruptedException {
        int threads = 8;
        int calls = 20_000;
        RequestLog log = log(5_000);
        CountDownLatch adding = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int first = t * calls;
            new Thread(() -> {
                        for (int i = 0; i < calls; i++) {
                            log.add(Calls.answered("r" + (first + i) + "_", "/"));
                        }
                        adding.countDown();
                    })
                    .start();
        }

        Set<String> ids = new HashSet<>();
        int rows = 0;
        boolean last = false;
        while (!last) {
            last = adding.getCount() == 0;
            for (List<RowPage> pages = log.poll(500); !pages.isEmpty(); pages = log.poll(500)) {
                rows += pages.stream().mapToInt(RowPage::size).sum();
                ids.addAll(ids(pages));
                log.reuse(pages);
            }
        }

        assertThat(ids).hasSize(rows);
        assertThat(rows + dropped()).isEqualTo(threads * calls);
        assertThat(waiting()).isZero();
    }

    @Test
    @Timeout(60)
    void awaitWhenSoManyRowsHaveComeThenEndsBeforeItsTime() throws InterruptedException {
        RequestLog log = log(10_000);
        Thread calls = new Thread(() -> {
            for (int i = 0; i < 1_000; i++) {
                log.add(Calls.answered("r" + i + "_", "/"));
            }
        });

        calls.start();
        log.await(500, TimeUnit.HOURS.toNanos(1));

        assertThat(waiting()).isGreaterThanOrEqualTo(500 - 64);
        calls.join();
        // Those that wait already are not waited for.
        log.await(500, TimeUnit.HOURS.toNanos(1));
        assertThat(waiting()).isEqualTo(1_000);
    }

    @Test
    @Timeout(60)
    void awaitWhenFewerRowsComeThenEndsWithItsTimeOrWhenWoken() throws InterruptedException {
        RequestLog log = log(10_000);
        log.add(Calls.answered("r1_", "/"));

        log.await(500, 1);
        log.wake();
        log.await(500, TimeUnit.HOURS.toNanos(1));

        assertThat(waiting()).isEqualTo(1);
    }
}
