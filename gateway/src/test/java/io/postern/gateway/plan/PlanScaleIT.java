package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many proxies, each with a target and two credentials of its own. The times are logged; the heap is asserted: 4 KiB a
 * proxy are 400 MiB for 100,000 of them, which {@code -Dscale.proxies=100000} writes and loads.
 */
class PlanScaleIT {

    private static final Logger LOG = LoggerFactory.getLogger(PlanScaleIT.class);
    private static final int PROXIES = Integer.getInteger("scale.proxies", 20_000);
    private static final long BYTES_PER_PROXY = 4096;

    @Test
    void proxiesWhenThereAreManyThenTakeLessThan4KibibytesEachAndChangesReachThem() {
        TestDatabase database = PostgresFixture.shared().newDatabase();
        write(database);
        long before = usedHeap();
        long started = System.nanoTime();
        try (RunningFollower follower = new RunningFollower(database, RunningFollower.NO_POLL)) {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(follower.table::loaded);
            long loaded = System.nanoTime() - started;
            assertThat(follower.table.size()).isEqualTo(PROXIES);
            long heap = usedHeap() - before;
            assertThat(heap).isLessThan(PROXIES * BYTES_PER_PROXY);

            follower.listening();
            LOG.info(
                    "{} plans: loaded in {} ms, {} bytes of heap each; change to effect: {}",
                    PROXIES,
                    loaded / 1_000_000,
                    heap / PROXIES,
                    changeToEffect(follower, new TestRows(database)));
        }
    }

    private static String changeToEffect(RunningFollower follower, TestRows rows) {
        long[] micros = new long[200];
        for (int i = 0; i < micros.length; i++) {
            String host = "changed" + i + ".example.com";
            String number = Integer.toString(1 + i * (PROXIES / 200 - 1));
            try (TestTransaction transaction = rows.begin()) {
                transaction.setBaseUrl("cl_1", "tgt_" + number, "https://" + host);
                long started = System.nanoTime();
                transaction.commit();
                while (!host.equals(follower.host("prx_" + number))) {
                    LockSupport.parkNanos(100_000);
                }
                micros[i] = (System.nanoTime() - started) / 1000;
            }
        }
        Arrays.sort(micros);
        return "p50 " + micros[100] + " µs, p99 " + micros[197] + " µs";
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void write(TestDatabase database) {
        String series = " from generate_series(1, " + PROXIES + ") n";
        database.execute(
                "insert into client values ('cl_1', 'Test', 'usr_1', now(), now())",
                "insert into target select 'tgt_' || n, 'cl_1', 'Target ' || n, 'eu-1',"
                        + " 'https://api' || n || '.example.com/v1', '/', 'allow', 'refuse', 'usr_1', now(), now()"
                        + series,
                "insert into credential select 'cred_c' || n, 'cl_1', 'proxy', 'apiKey', 'Caller ' || n, 'eu-1',"
                        + " 'allow', '{}', 0, null, null, null, jsonb_build_array(jsonb_build_object('keyId', 'k1',"
                        + " 'hash', encode(sha256(n::text::bytea), 'base64'), 'validUntil', null)), 'usr_1', now(), now()"
                        + series,
                "insert into credential select 'cred_t' || n, 'cl_1', 'target', 'bearer', 'Secret ' || n, 'eu-1',"
                        + " 'allow', '{\"prefix\":\"Bearer \"}', 0, 'vault', 'cl_1/cred_t' || n, 1, '[]', 'usr_1', now(),"
                        + " now()" + series,
                "insert into proxy select 'prx_' || n, 'cl_1', 'Proxy ' || n, 'eu-1', 'cred_c' || n, 'proxy',"
                        + " 'tgt_' || n, 'cred_t' || n, 'target', true, 'allow', 60, 5000, 60000, 300000, 0, 'usr_1',"
                        + " now(), now()" + series,
                "insert into change values (nextval('change_revision'), 'cl_1', 'client', 'cl_1')",
                "analyze");
    }
}
