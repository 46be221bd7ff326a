package io.postern.gateway.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that end all the time, so that their rows go to PostgreSQL as they come. */
class RequestLogCopyIT {

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger ended = new AtomicInteger();
    private TestDatabase database;
    private WritingLog calls;
    private Thread callers;

    @BeforeEach
    void start() {
        database = PostgresFixture.shared().newDatabase();
        calls = new WritingLog(database, 100_000, 10_000, Duration.ofSeconds(1));
        callers = new Thread(this::call, "callers");
        callers.start();
    }

    private void call() {
        while (!over.get()) {
            int from = ended.get();
            calls.add(from, from + 10);
            ended.set(from + 10);
            // Some thousands a second: many, and fewer than PostgreSQL takes.
            LockSupport.parkNanos(2_000_000);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        noMoreCalls();
        calls.close();
    }

    private void noMoreCalls() throws InterruptedException {
        over.set(true);
        callers.join();
    }

    /** The server process of a copy that has got something and waits for more. */
    private String processOfACopy() {
        List<String> processes = Awaitility.await()
                .until(
                        () -> calls.select(
                                "select pid from pg_stat_activity where datname = current_database()"
                                        + " and state = 'active' and wait_event = 'ClientRead' and query like 'copy request_log %'"),
                        found -> !found.isEmpty());
        return processes.get(0);
    }

    private void assertAllAreThereOnce() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> calls.written() + calls.dropped("refused") == ended.get());
        assertThat(calls.rows("request_id")).hasSize(calls.written()).doesNotHaveDuplicates();
        assertThat(calls.dropped("full")).isZero();
    }

    @Test
    void addWhenRowsComeAllTheTimeThenManyAreOfOneTransactionAndEachIsThereOnce() throws InterruptedException {
        processOfACopy();
        Awaitility.await().until(() -> calls.written() > 5_000);
        noMoreCalls();

        assertAllAreThereOnce();
        assertThat(calls.dropped("refused")).isZero();
        int transactions = Integer.parseInt(calls.select("select count(distinct xmin::text) from request_log")
                .get(0));
        assertThat(calls.written() / transactions).isGreaterThan(100);
    }

    @Test
    void addWhenCopiesAreCutOffThenTheirRowsAreWrittenAgainAndAreThereOnce() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            String process = processOfACopy();
            assertThat(calls.select("select pg_terminate_backend(" + process + ")"))
                    .containsExactly("t");
            int before = calls.written();
            Awaitility.await().until(() -> calls.written() > before);
        }
        noMoreCalls();

        assertAllAreThereOnce();
        assertThat(calls.dropped("refused")).isZero();
    }

    @Test
    void addWhenPostgresRefusesOneRowOfACopyThenTheOthersAreWritten() throws InterruptedException {
        database.execute("alter table request_log add check (path <> '/refused')");
        processOfACopy();
        calls.log.add(Calls.answered("refused", "/refused"));
        Awaitility.await().until(() -> calls.dropped("refused") == 1);
        processOfACopy();
        noMoreCalls();

        Awaitility.await().until(() -> calls.written() == ended.get());
        assertThat(calls.rows("request_id")).hasSize(ended.get()).doesNotContain("refused");
    }

    @Test
    void stopWhenACopyIsUnderWayThenItsRowsAreThere() throws InterruptedException {
        processOfACopy();
        noMoreCalls();

        calls.stop();

        assertThat(calls.written() + calls.dropped("stopped")).isEqualTo(ended.get());
        assertThat(calls.dropped("stopped")).isZero();
        assertThat(calls.rows("request_id")).hasSize(ended.get()).doesNotHaveDuplicates();
    }
}
