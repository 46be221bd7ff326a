package io.postern.gateway.plan;

import static io.postern.gateway.plan.RunningFollower.NO_POLL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.core.change.ResourceKind;
import io.postern.core.plan.ProxyPlan;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanFollowerIT {

    private final TestDatabase database = PostgresFixture.shared().newDatabase();
    private final TestRows rows = new TestRows(database);
    private TestRows.Ids first = rows.nextIds();

    @BeforeEach
    void writeTheFirstProxy() {
        first = rows.proxy();
    }

    @Test
    void startWhenThereAreProxiesThenServesThem() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            ProxyPlan plan = follower.plan(first.proxy());
            assertThat(plan.clientId()).isEqualTo(first.client());
            assertThat(plan.target().url().authority()).isEqualTo("api.example.com");
            assertThat(plan.caller().credentialId()).isEqualTo(first.caller());
            assertThat(plan.injection().credentialId()).isEqualTo(first.injection());
            assertThat(plan.maxRequestsPerMinute()).isZero();
            assertThat(follower.table.find("prx_unknown")).isNull();
            assertThat(follower.gauge("postern.gateway.plans")).isEqualTo(1);
        }
    }

    @Test
    void changeWhenNotifiedThenIsServedWithoutAPoll() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            TestRows.Ids second = rows.proxy();
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isEqualTo("api.example.com"));

            rows.write(tx -> tx.setBaseUrl(second.client(), second.target(), "https://other.example.com"));
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isEqualTo("other.example.com"));
            assertThat(follower.loads("start")).isEqualTo(1);
            assertThat(follower.loads("lost_place")).isZero();
        }
    }

    @Test
    void changeWhenItConcernsOneProxyThenLeavesTheOthersPlansAlone() {
        TestRows.Ids second = rows.proxy();
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            ProxyPlan untouched = follower.plan(first.proxy());
            rows.write(tx -> tx.setBaseUrl(second.client(), second.target(), "https://other.example.com"));
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isEqualTo("other.example.com"));
            assertThat(follower.plan(first.proxy())).isSameAs(untouched);
        }
    }

    @Test
    void changeWhenManyProxiesUseTheResourceThenReachesThemAll() {
        rows.write(tx -> {
            for (int i = 0; i < 20; i++) {
                tx.proxy(first.withProxy("prx_more" + i));
            }
        });
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            rows.write(tx -> {
                tx.sql(
                        "update credential set caller_hashes = '[{\"keyId\":\"k2\",\"hash\":\"aGFzaA==\"}]'"
                                + " where credential_id = ?",
                        first.caller());
                tx.append(ResourceKind.CREDENTIAL, first.client(), first.caller());
            });
            await().untilAsserted(() -> {
                for (int i = 0; i < 20; i++) {
                    assertThat(follower.plan("prx_more" + i).caller().hashes()).hasSize(1);
                }
            });
        }
    }

    @Test
    void appendWhenAnotherWriterHoldsTheLockThenBothAreServedInTheOrderOfTheirCommits() throws Exception {
        TestRows.Ids second = rows.proxy();
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening();
                TestTransaction early = rows.begin();
                TestTransaction late = rows.begin()) {
            // The first to write is the last to append.
            late.sql(
                    "update target set target_base_url = 'https://late.example.com' where target_id = ?",
                    first.target());
            early.setBaseUrl(second.client(), second.target(), "https://early.example.com");
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                late.append(ResourceKind.TARGET, first.client(), first.target());
                late.commit();
            });
            await().until(rows::someoneWaitsForTheAppendLock);
            assertThat(follower.host(first.proxy())).isEqualTo("api.example.com");
            assertThat(follower.host(second.proxy())).isEqualTo("api.example.com");

            early.commit();
            waiting.get();

            await().untilAsserted(() -> {
                assertThat(follower.host(second.proxy())).isEqualTo("early.example.com");
                assertThat(follower.host(first.proxy())).isEqualTo("late.example.com");
            });
            assertThat(follower.loads("lost_place")).isZero();
        }
    }

    @Test
    void rollbackWhenItLeavesAGapInTheRevisionsThenThePlaceIsKept() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            try (TestTransaction abandoned = rows.begin()) {
                abandoned.setBaseUrl(first.client(), first.target(), "https://abandoned.example.com");
            }
            TestRows.Ids second = rows.proxy();
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isNotNull());
            assertThat(follower.host(first.proxy())).isEqualTo("api.example.com");
            assertThat(follower.loads("lost_place")).isZero();
        }
    }

    @Test
    void changeWhenItsNotificationIsLostThenThePollFindsIt() {
        try (RunningFollower follower = new RunningFollower(database, Duration.ofMillis(100)).listening()) {
            rows.write(tx ->
                    tx.withoutNotification().setBaseUrl(first.client(), first.target(), "https://silent.example.com"));
            await().untilAsserted(() -> assertThat(follower.host(first.proxy())).isEqualTo("silent.example.com"));
        }
    }

    @Test
    void restartWhenChangesWereWrittenInBetweenThenNoneIsMissed() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            assertThat(follower.host(first.proxy())).isEqualTo("api.example.com");
        }
        rows.write(tx -> tx.setBaseUrl(first.client(), first.target(), "https://between.example.com"));
        TestRows.Ids second = rows.proxy();
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            assertThat(follower.host(first.proxy())).isEqualTo("between.example.com");
            assertThat(follower.host(second.proxy())).isEqualTo("api.example.com");
        }
    }

    @Test
    void connectionsWhenTerminatedThenAreOpenedAgainAndNothingIsMissed() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            rows.terminateGateways();
            rows.write(tx -> tx.setBaseUrl(first.client(), first.target(), "https://after.example.com"));
            await().untilAsserted(() -> assertThat(follower.host(first.proxy())).isEqualTo("after.example.com"));
            follower.listening();
            TestRows.Ids second = rows.proxy();
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isNotNull());
        }
    }

    @Test
    void targetWhenDeletedThenItsProxiesAreServedNoMore() {
        rows.write(tx -> tx.proxy(first.withProxy("prx_second")));
        TestRows.Ids other = rows.proxy();
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            assertThat(follower.table.size()).isEqualTo(3);
            rows.write(tx -> tx.deleteTarget(first.client(), first.target()));
            await().untilAsserted(() -> assertThat(follower.table.size()).isEqualTo(1));
            assertThat(follower.table.find(other.proxy())).isNotNull();
        }
    }

    @Test
    void logWhenPrunedPastOurPlaceThenAllIsReadAgain() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            rows.write(tx -> {
                tx.withoutNotification().deleteProxy(first.client(), first.proxy());
            });
            TestRows.Ids second;
            try (TestTransaction pruned = rows.begin()) {
                pruned.sql("delete from change");
                pruned.commit();
            }
            second = rows.proxy();
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isNotNull());
            assertThat(follower.table.find(first.proxy())).isNull();
            assertThat(follower.loads("lost_place")).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void databaseWhenRestoredWithTheSameRevisionsThenAllIsReadAgain() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            double revision = follower.revision().value();
            // Another history up to the same number, as after a restore: the row is there, and is not the one we read.
            rows.write(tx -> {
                tx.sql("update change set changed_at = changed_at + interval '1 second'");
                tx.sql("update target set target_base_url = 'https://restored.example.com'");
                tx.sql("select pg_notify('postern_change', '1')");
            });
            await().untilAsserted(() -> assertThat(follower.host(first.proxy())).isEqualTo("restored.example.com"));
            assertThat(follower.revision().value()).isEqualTo(revision);
        }
    }

    @Test
    void startWhenTheLogIsEmptyThenTheFirstChangeIsServed() {
        TestDatabase empty = PostgresFixture.shared().newDatabase();
        try (RunningFollower follower = new RunningFollower(empty, NO_POLL).listening()) {
            assertThat(follower.table.size()).isZero();
            TestRows.Ids ids = new TestRows(empty).proxy();
            await().untilAsserted(() -> assertThat(follower.host(ids.proxy())).isNotNull());
        }
    }

    @Test
    void planWhenItsRowsMakeNoneThenTheLastOneGoesOnAndTheGaugeRises() {
        TestRows.Ids second = rows.proxy();
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            ProxyPlan good = follower.plan(first.proxy());
            rows.write(tx -> {
                tx.setBaseUrl(first.client(), first.target(), "gopher://not.http");
                tx.setBaseUrl(second.client(), second.target(), "https://fine.example.com");
            });
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isEqualTo("fine.example.com"));
            assertThat(follower.plan(first.proxy())).isSameAs(good);
            assertThat(follower.gauge("postern.gateway.plans.uncompiled")).isEqualTo(1);

            rows.write(tx -> tx.setBaseUrl(first.client(), first.target(), "https://repaired.example.com"));
            await().untilAsserted(() -> assertThat(follower.host(first.proxy())).isEqualTo("repaired.example.com"));
            assertThat(follower.gauge("postern.gateway.plans.uncompiled")).isZero();
        }
    }

    @Test
    void proxyWhenItNeverMadeAPlanThenIsNotServedAndTheOthersAre() {
        TestRows.Ids unknownKind = rows.nextIds();
        rows.write(tx -> {
            tx.client(unknownKind.client());
            tx.target(unknownKind.client(), unknownKind.target(), "https://api.example.com");
            tx.callerCredential(unknownKind.client(), unknownKind.caller(), "retinaScan", "{}", "[]");
            tx.targetCredential(unknownKind.client(), unknownKind.injection(), "none", "{}");
            tx.proxy(unknownKind);
        });
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            assertThat(follower.table.find(unknownKind.proxy())).isNull();
            assertThat(follower.table.find(first.proxy())).isNotNull();
            assertThat(follower.gauge("postern.gateway.plans.uncompiled")).isEqualTo(1);
        }
    }

    @Test
    void changeWhenOfAKindFromALaterVersionThenIsPassedOver() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            rows.write(tx -> tx.sql("insert into change (revision, client_id, resource_kind, resource_id)"
                    + " values (nextval('change_revision'), 'cl_1', 'webhook', 'whk_1')"));
            TestRows.Ids second = rows.proxy();
            await().untilAsserted(
                            () -> assertThat(follower.host(second.proxy())).isNotNull());
            assertThat(follower.loads("lost_place")).isZero();
        }
    }

    @Test
    void proxyWhenOfAnotherRegionThenIsNotServedHere() {
        try (RunningFollower here = new RunningFollower(database, NO_POLL, TestRows.REGION).listening();
                RunningFollower there = new RunningFollower(database, NO_POLL, "us-1").listening()) {
            assertThat(here.table.size()).isEqualTo(1);
            assertThat(there.table.size()).isZero();
            TestRows.Ids second = rows.proxy();
            await().untilAsserted(() -> assertThat(here.host(second.proxy())).isNotNull());
            await().until(() -> there.revision().value() == here.revision().value());
            assertThat(there.table.size()).isZero();
        }
    }

    @Test
    void burstWhenOfManyChangesThenEachIsServed() {
        try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
            rows.write(tx -> {
                for (int i = 0; i < 300; i++) {
                    tx.proxy(first.withProxy("prx_burst" + i));
                }
            });
            await().untilAsserted(() -> assertThat(follower.table.size()).isEqualTo(301));
        }
    }
}
