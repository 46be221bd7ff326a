package io.postern.gateway.limit;

import static io.postern.gateway.limit.RedisGateways.DENY;
import static io.postern.gateway.limit.RedisGateways.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.limit.RedisGateways.Gateway;
import io.postern.testing.NeedsRedis;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways that count together in a real Redis. */
@NeedsRedis
class RedisRateLimiterIT extends RateLimiterContract {

    private static RedisGateways gateways;

    @BeforeAll
    static void start() {
        gateways = new RedisGateways();
    }

    @AfterAll
    static void stop() {
        gateways.close();
    }

    @BeforeEach
    void begin() {
        gateways.begin();
    }

    @Override
    RateLimiter limiter(Duration window) {
        return gateways.gateway(window, DENY).limiter();
    }

    @Test
    void acquireWhenTwoGatewaysCallAtOnceThenTogetherExactlyTheLimitPasses() {
        Gateway one = gateways.gateway(WINDOW, DENY);
        Gateway two = gateways.gateway(WINDOW, DENY);
        ProxyPlan plan = plan("prx_1", 300);
        AtomicInteger passed = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int t = 0; t < 8; t++) {
            Gateway gateway = t % 2 == 0 ? one : two;
            threads.execute(() -> passed.addAndGet(passed(gateway.limiter(), plan, 100)));
        }
        close(threads);

        assertThat(passed).hasValue(300);
        assertThat(one.count("postern.limit.redis.failures") + two.count("postern.limit.redis.failures"))
                .isZero();
    }

    @Test
    void acquireWhenTheOtherGatewayUsedTheLimitUpThenRefusedWithTheTimeToWait() {
        Gateway one = gateways.gateway(WINDOW, DENY);
        Gateway two = gateways.gateway(WINDOW, DENY);
        ProxyPlan plan = plan("prx_1", 5);
        assertThat(passed(one.limiter(), plan, 5)).isEqualTo(5);

        Refusal refusal = refusal(two.limiter(), plan);

        assertThat(refusal.code()).isEqualTo(RefusalCode.RATE_LIMITED);
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(30), WINDOW);
    }

    @Test
    void acquireWhenThisGatewayAloneFillsTheLimitThenRedisIsNotAsked() {
        Gateway gateway = gateways.gateway(WINDOW, DENY);
        ProxyPlan plan = plan("prx_1", 5);
        assertThat(passed(gateway.limiter(), plan, 100)).isEqualTo(5);

        assertThat(gateway.answers()).isEqualTo(5);
    }

    @Test
    void acquireWhenPlanHasNoLimitThenRedisIsNotAskedAndKeepsNothing() {
        Gateway gateway = gateways.gateway(WINDOW, DENY);

        assertThat(passed(gateway.limiter(), plan("prx_1", 0), 10)).isEqualTo(10);

        assertThat(gateway.answers()).isZero();
        assertThat(gateways.redis.ask("DBSIZE")).isEqualTo(":0");
    }

    @Test
    void keyWhenCallsPassThenHoldsAsManyTimesAsTheLimitAndEndsWithTheWindow() {
        Gateway gateway = gateways.gateway(Duration.ofMillis(300), DENY);
        ProxyPlan plan = plan("prx_1", 4);
        assertThat(passed(gateway.limiter(), plan, 10)).isEqualTo(4);
        assertThat(gateways.redis.ask("LLEN postern:limit:prx_1")).isIn(":4", ":0");

        Awaitility.await().until(() -> gateways.redis.ask("DBSIZE").equals(":0"));
    }

    @Test
    void acquireWhenRedisWasAskedThenTheCallGoesOnWhereItBelongs() {
        Gateway gateway = gateways.gateway(WINDOW, DENY);
        ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "caller-loop"));
        try {
            assertThat(gateway.limiter()
                            .acquire(plan("prx_1", 1), loop)
                            .map(permit -> Thread.currentThread().getName())
                            .block())
                    .as("not on the one thread that takes all of Redis's answers")
                    .isEqualTo("caller-loop");
        } finally {
            close(loop);
        }
    }
}
