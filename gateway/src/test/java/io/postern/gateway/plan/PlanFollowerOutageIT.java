package io.postern.gateway.plan;

import static io.postern.gateway.plan.RunningFollower.NO_POLL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanFollowerOutageIT {

    @Test
    void plansWhenPostgresIsAwayThenAreServedAndCatchUpOnceItIsBack() {
        try (PostgresFixture postgres = PostgresFixture.ownServer()) {
            TestDatabase database = postgres.newDatabase();
            TestRows rows = new TestRows(database);
            TestRows.Ids first = rows.proxy();
            try (RunningFollower follower = new RunningFollower(database, NO_POLL).listening()) {
                postgres.stop();
                await().until(() -> follower.gauge("postern.gateway.plans.listening") == 0);
                assertThat(follower.host(first.proxy())).isEqualTo("api.example.com");

                postgres.start();
                rows.write(tx -> tx.setBaseUrl(first.client(), first.target(), "https://back.example.com"));
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(follower.host(first.proxy())).isEqualTo("back.example.com"));
                assertThat(follower.loads("lost_place")).isZero();
            }
        }
    }

    @Test
    void startWhenPostgresIsAwayThenLoadsOnceItIsThere() {
        try (PostgresFixture postgres = PostgresFixture.ownServer()) {
            TestDatabase database = postgres.newDatabase();
            TestRows.Ids first = new TestRows(database).proxy();
            postgres.stop();
            try (RunningFollower follower = new RunningFollower(database, NO_POLL)) {
                assertThat(follower.table.loaded()).isFalse();
                postgres.start();
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(follower.host(first.proxy())).isNotNull());
                assertThat(follower.table.loaded()).isTrue();
            }
        }
    }
}
