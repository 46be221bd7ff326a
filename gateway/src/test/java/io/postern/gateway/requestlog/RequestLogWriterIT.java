package io.postern.gateway.requestlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The writer under the rights of the gateway's user, on a PostgreSQL that is there, slow, stopped, or without the table. */
class RequestLogWriterIT {

    private static final int CAPACITY = 200;

    private static PostgresFixture postgres;

    private TestDatabase database;
    private WritingLog calls;

    @BeforeAll
    static void startServer() {
        postgres = PostgresFixture.ownServer();
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    @BeforeEach
    void start() {
        database = postgres.newDatabase();
        calls = new WritingLog(database, CAPACITY, 50, Duration.ofMillis(20));
    }

    @AfterEach
    void stop() {
        calls.close();
    }

    @Test
    void addWhenPostgresAnswersThenEachCallIsThereOnceAndWhole() {
        calls.add(0, 120);

        Awaitility.await().until(() -> calls.written() == 120);
        assertThat(calls.rows("request_id")).hasSize(120).doesNotHaveDuplicates();
        assertThat(calls.rows(
                        "concat_ws(' ', client_id, proxy_id, target_id, region, method, outcome, status, upstream_micros,"
                                + " request_bytes, response_bytes, gateway_id, code, rule_id)"))
                .containsOnly("cli_1 prx_1 tgt_1 eu-1 GET answered 200 7000 3 5 gw-1");
        assertThat(calls.rows("path")).contains("/a/0", "/a/119");
        assertThat(calls.rows("abs(extract(epoch from now() - ended_at)) < 60")).containsOnly("t");
        assertThat(calls.dropped("full")).isZero();
    }

    @Test
    @Timeout(120)
    void addWhenPostgresIsStoppedThenDropsAndCountsAndWritesWhatWaitedOnceItIsBack() {
        calls.add(0, 1);
        Awaitility.await().until(() -> calls.written() == 1);
        postgres.stop();
        try {
            calls.add(1, 5_001);
            assertThat(calls.dropped("full")).isGreaterThanOrEqualTo(5_000 - CAPACITY - 50);
        } finally {
            postgres.start();
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> calls.written() + calls.dropped("full") == 5_001);
        assertThat(calls.rows("request_id")).hasSize(calls.written()).doesNotHaveDuplicates();
        assertThat(calls.written()).isGreaterThan(CAPACITY);
    }

    @Test
    @Timeout(120)
    void addWhenPostgresDoesNotAnswerInTimeThenTheBatchIsWrittenAgainAndIsThereOnce() throws SQLException {
        try (Connection locker = database.connect(TestDatabase.OWNER)) {
            locker.setAutoCommit(false);
            try (Statement statement = locker.createStatement()) {
                statement.execute("lock table request_log in access exclusive mode");
            }
            calls.add(0, 100);
            Set<String> tries = new HashSet<>();
            Awaitility.await("another try waits for the lock, and the one before has ended")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        List<String> waiting = waitingForLocks();
                        tries.addAll(waiting);
                        return tries.size() >= 2 && waiting.size() <= 1;
                    });
            calls.add(100, 1_000);
            assertThat(calls.dropped("full")).isGreaterThanOrEqualTo(900 - CAPACITY);
            locker.rollback();
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> calls.written() + calls.dropped("full") == 1_000);
        assertThat(calls.rows("request_id")).hasSize(calls.written()).doesNotHaveDuplicates();
    }

    private List<String> waitingForLocks() {
        return calls.select("select pid from pg_locks where not granted and database ="
                + " (select oid from pg_database where datname = current_database())");
    }

    @Test
    void addWhenTheTableIsMissingThenDropsAndCountsAndGoesOn() {
        database.execute("alter table request_log rename to elsewhere");
        calls.add(0, 10);
        Awaitility.await().until(() -> calls.dropped("refused") == 10);
        database.execute("alter table elsewhere rename to request_log");

        calls.add(10, 20);

        Awaitility.await().until(() -> calls.written() == 10);
        assertThat(calls.rows("request_id")).hasSize(10);
    }

    @Test
    void addWhenTextsHaveWhatSomeFormatWouldEscapeThenAreThereAsTheyWere() {
        List<String> paths = List.of(
                "/a\\b",
                "/tab\tnewline\nreturn\rback\b",
                "/quotes'\"`$$",
                "\\.",
                "\\N",
                "",
                "/\u00e9\u20ac\ud83d\ude00",
                "/%00%5C" + "a".repeat(900),
                "/zero\0",
                "/half\ud800a");
        for (int i = 0; i < paths.size(); i++) {
            calls.log.add(Calls.answered("h" + i, paths.get(i)));
        }

        Awaitility.await().until(() -> calls.written() == paths.size());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            expected.add("h" + i + " " + paths.get(i).replace('\0', '\ufffd').replace("\ud800a", "?a"));
        }
        assertThat(calls.rows("request_id || ' ' || path")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void addWhenARefusedCallHasNoTargetsPartThenItsColumnsAreNull() {
        calls.log.add(Calls.refused(
                "r1", "GET", Refusal.of(RefusalCode.DENIED_BY_RULE, "no").withAttributes(Map.of("ruleId", "rule_1"))));

        Awaitility.await().until(() -> calls.written() == 1);
        assertThat(calls.rows("concat_ws(' ', outcome, code, status, rule_id, path is null, upstream_micros is null,"
                        + " request_bytes is null, response_bytes is null, total_micros = gateway_micros)"))
                .containsExactly("rule denied_by_rule 403 rule_1 t t t t t");
    }

    @Test
    void addWhenPostgresRefusesOneRowThenTheOthersOfItsBatchAreWritten() {
        database.execute("alter table request_log add check (path <> '/a/17')");

        calls.add(0, 50);

        Awaitility.await().until(() -> calls.written() + calls.dropped("refused") == 50);
        assertThat(calls.dropped("refused")).isEqualTo(1);
        assertThat(calls.rows("request_id")).hasSize(49).doesNotContain("r17").doesNotHaveDuplicates();
    }

    @Test
    void addWhenPostgresRefusesEveryRowThenDropsAndCountsAndGoesOn() {
        database.execute("alter table request_log add constraint none check (path is null)");
        calls.add(0, 100);
        Awaitility.await().until(() -> calls.dropped("refused") == 100);
        database.execute("alter table request_log drop constraint none");

        calls.add(100, 110);

        Awaitility.await().until(() -> calls.written() == 10);
        assertThat(calls.rows("request_id")).hasSize(10);
    }

    @Test
    void addWhenPostgresTookABatchAndItsAnswerIsLostThenEachRowIsThereOnceAndCountsAsWritten() {
        try (LostAnswer link = new LostAnswer(database)) {
            calls.writeBy(link.database());
            calls.add(0, 100);

            Awaitility.await().until(() -> calls.written() == 100);
            assertThat(link.isLost()).isTrue();
            calls.stop();
        }
        assertThat(calls.rows("request_id")).hasSize(100).doesNotHaveDuplicates();
        assertThat(calls.dropped("refused")).isZero();
    }

    @Test
    void addWhenManyComeThenFewerThanAPieceOfThemWaitForTheirTime() {
        try (WritingLog patient = new WritingLog(database, 10_000, 5_000, Duration.ofHours(1))) {
            patient.add(0, 5_500);

            Awaitility.await().until(() -> patient.written() > 5_500 - RequestLogWriter.ROWS_OF_A_PIECE);
            patient.stop();

            assertThat(patient.written()).isEqualTo(5_500);
            assertThat(patient.rows("request_id")).hasSize(5_500).doesNotHaveDuplicates();
        }
    }

    @Test
    void stopWhenCallsWaitThenTheyAreWritten() {
        calls.add(0, CAPACITY);

        calls.stop();

        assertThat(calls.rows("request_id")).hasSize(CAPACITY);
        assertThat(calls.written()).isEqualTo(CAPACITY);
    }

    @Test
    @Timeout(60)
    void stopWhenPostgresIsAwayThenEndsAndCountsWhatIsLost() {
        postgres.stop();
        try {
            calls.add(0, 70);

            calls.stop();

            assertThat(calls.dropped("stopped")).isEqualTo(70);
        } finally {
            postgres.start();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 from request_log",
                "copy request_log to stdout",
                "delete from request_log",
                "update request_log set path = ''",
                "truncate request_log",
                "insert into request_log_default select * from request_log",
                "select add_request_log_partition(current_date)",
                "select drop_request_log_partitions(now())",
                "select add_request_log_partition(current_date, 1)",
                "select drop_request_log_partitions(now(), 1)"
            })
    void gatewaysUserWhenItDoesAnythingButInsertThenPermissionIsDenied(String sql) throws SQLException {
        try (Connection connection = database.connect(TestDatabase.GATEWAY_USER);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("permission denied");
        }
    }
}
