package io.postern.gateway.plan;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.plan.ProxyPlan;
import io.postern.testing.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A follower with the gateway's rights on a test's database, loaded and listening. */
final class RunningFollower implements AutoCloseable {

    /** So long that no test sees a poll. */
    static final Duration NO_POLL = Duration.ofHours(1);

    final PlanTable table = new PlanTable();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConnectionPool pool;
    private final PlanSync sync;
    private final PlanFollower follower;

    RunningFollower(TestDatabase database, Duration pollInterval, String... regions) {
        PlanProperties properties = new PlanProperties(
                pollInterval,
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofMillis(500));
        ConnectionFactory connections = database.connectionFactory(TestDatabase.GATEWAY_USER);
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(connections)
                .initialSize(0)
                .maxSize(4)
                .validationDepth(ValidationDepth.REMOTE)
                .build());
        PlanMetrics metrics = new PlanMetrics(meters, Clock.systemUTC());
        sync = new PlanSync(new PlanReader(pool, List.of(regions)), table, metrics, properties);
        follower = new PlanFollower(sync, new ChangeListener(connections, properties, metrics), properties);
        follower.start();
    }

    RunningFollower listening() {
        await().untilAsserted(() -> {
            if (!table.loaded() || gauge("postern.gateway.plans.listening") != 1) {
                throw new AssertionError("not listening yet");
            }
        });
        return this;
    }

    ProxyPlan plan(String proxyId) {
        return Objects.requireNonNull(table.find(proxyId), "no plan of " + proxyId);
    }

    @Nullable String host(String proxyId) {
        ProxyPlan plan = table.find(proxyId);
        return plan == null ? null : plan.target().url().host();
    }

    double gauge(String name) {
        return Objects.requireNonNull(meters.find(name).gauge(), name).value();
    }

    double loads(String reason) {
        var counter =
                meters.find("postern.gateway.plans.loads").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    Gauge revision() {
        return Objects.requireNonNull(
                meters.find("postern.gateway.plans.revision").gauge());
    }

    @Override
    public void close() {
        follower.stop();
        pool.dispose();
    }
}
