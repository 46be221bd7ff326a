package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanReaderIT {

    /** In several pages: some forty of them fit into a block. */
    private static final int PROXIES = 9_000;

    @Test
    void wholeWhenItsAnswerIsUsedNoMoreThenTheConnectionKeepsNoneOfIt() {
        TestDatabase database = PostgresFixture.shared().newDatabase();
        ConnectionPool pool = new ConnectionPool(
                ConnectionPoolConfiguration.builder(database.connectionFactory(TestDatabase.GATEWAY_USER))
                        .initialSize(0)
                        .maxSize(1)
                        .build());
        try {
            WeakReference<CompiledPlans> answer =
                    new WeakReference<>(new PlanReader(pool, List.of()).whole().block());

            await().until(() -> {
                System.gc();
                return answer.get() == null;
            });
        } finally {
            pool.dispose();
        }
    }

    @Test
    void wholeWhenATableHasHolesAndRowsThatMovedThenEachProxyIsReadOnceAndAsItIsNow() {
        TestDatabase database = PostgresFixture.shared().newDatabase();
        new TestRows(database).proxy();
        database.execute(
                "insert into proxy select (jsonb_populate_record(proxy, jsonb_build_object("
                        + "'proxy_id', 'prx_m' || n, 'proxy_name', 'Proxy ' || n))).* from proxy, generate_series(1, "
                        + PROXIES
                        + ") n",
                "delete from proxy where proxy_id in (select 'prx_m' || n from generate_series(2000, 7000) n)");
        database.execute("vacuum proxy");
        database.execute("update proxy set proxy_retries = 3 where proxy_id like 'prx_m%0'");

        CompiledPlans whole = whole(database);

        assertThat(whole.uncompiled()).isEmpty();
        assertThat(whole.plans().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of("prx_1"), left().mapToObj(n -> "prx_m" + n))
                                .toList());
        assertThat(whole.plans().values())
                .allSatisfy(plan -> assertThat(plan.retries())
                        .isEqualTo(
                                plan.proxyId().startsWith("prx_m")
                                                && plan.proxyId().endsWith("0")
                                        ? 3
                                        : 0));
    }

    @Test
    void wholeWhenMostOfATableIsKeptBesideItsRowsThenEachIsRead() {
        TestDatabase database = PostgresFixture.shared().newDatabase();
        new TestRows(database).proxy();
        database.execute(
                "insert into rule (rule_id, client_id, proxy_id, user_id, created_at, updated_at, definition)"
                        + " select 'rule_' || n, 'cl_1', 'prx_1', 'usr_1', now(), now(), jsonb_build_object('effect', 'deny',"
                        + " 'headers', (select jsonb_agg(jsonb_build_object('presence', 'present', 'name',"
                        + " jsonb_build_object('pattern', md5(n || 'a' || part) || md5(n || 'b' || part) || md5(n || 'c' || part)))) from generate_series(1, 30) part))"
                        + " from generate_series(1, 500) n",
                "do 'begin assert pg_table_size(''rule'') > 10 * pg_relation_size(''rule''); end'");

        CompiledPlans whole = whole(database);

        assertThat(whole.plans().get("prx_1"))
                .isNotNull()
                .satisfies(plan -> assertThat(plan.rules().proxy().rules()).hasSize(500));
    }

    private static CompiledPlans whole(TestDatabase database) {
        return new PlanReader(database.connectionFactory(TestDatabase.GATEWAY_USER), List.of())
                .whole()
                .blockOptional()
                .orElseThrow();
    }

    private static IntStream left() {
        return IntStream.rangeClosed(1, PROXIES).filter(n -> n < 2000 || n > 7000);
    }
}
