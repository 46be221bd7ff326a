package io.postern.gateway.limit;

import static io.postern.gateway.limit.RateLimiterContract.passed;
import static io.postern.gateway.limit.RateLimiterContract.passes;
import static io.postern.gateway.limit.RateLimiterContract.plan;
import static io.postern.gateway.limit.RateLimiterContract.refusal;
import static io.postern.gateway.limit.RedisGateways.DENY;
import static io.postern.gateway.limit.RedisGateways.LOCAL;
import static io.postern.gateway.limit.RedisGateways.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.limit.RedisGateways.Gateway;
import io.postern.testing.NeedsRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of limits while the Redis in which gateways count together is away, hangs, or is empty again. */
@NeedsRedis
class RedisAwayIT {

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

    @Test
    void acquireWhenRedisIsKilledThenEachGatewayCountsAloneWithWhatItLetPassBefore() {
        Gateway one = gateways.gateway(WINDOW, LOCAL);
        Gateway two = gateways.gateway(WINDOW, LOCAL);
        ProxyPlan plan = plan("prx_1", 10);
        assertThat(passed(one.limiter(), plan, 4)).isEqualTo(4);
        assertThat(passed(two.limiter(), plan, 3)).isEqualTo(3);

        gateways.redis.kill();
        try {
            assertThat(passed(one.limiter(), plan, 20))
                    .as("4 before, and no more than 10")
                    .isEqualTo(6);
            assertThat(passed(two.limiter(), plan, 20))
                    .as("3 before, and no more than 10")
                    .isEqualTo(7);
            assertThat(one.count("postern.limit.alone")).isPositive();
            assertThat(one.isUp()).isFalse();
        } finally {
            gateways.redis.startAgain();
        }

        RedisGateways.awaitUp(one);
        RedisGateways.awaitUp(two);
        assertThat(passed(one.limiter(), plan, 5)).as("its own count stays").isZero();
        ProxyPlan another = plan("prx_2", 10);
        assertThat(passed(one.limiter(), another, 6) + passed(two.limiter(), another, 10))
                .as("an empty Redis, which does not know the script, counts for both again")
                .isEqualTo(10);
    }

    @Test
    void acquireWhenRedisIsAwayAndTheLimitIsToBeDividedThenEachGatewayHasItsShare() {
        Gateway gateway = gateways.gateway(WINDOW, new Away(WhenAway.LOCAL, 3));
        gateways.redis.kill();
        try {
            assertThat(passed(gateway.limiter(), plan("prx_1", 10), 20)).isEqualTo(3);
            assertThat(passed(gateway.limiter(), plan("prx_2", 2), 20))
                    .as("never none")
                    .isEqualTo(1);
        } finally {
            gateways.redis.startAgain();
        }
    }

    @Test
    void acquireWhenRedisIsAwayAndThatDeniesThenRefusedAsUnavailableUntilItIsBack() {
        Gateway gateway = gateways.gateway(WINDOW, DENY);
        ProxyPlan plan = plan("prx_1", 10);
        gateways.redis.kill();
        try {
            Refusal refusal = refusal(gateway.limiter(), plan);
            assertThat(refusal.code()).isEqualTo(RefusalCode.LIMIT_UNAVAILABLE);
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(passes(gateway.limiter(), plan("prx_2", 0)))
                    .as("no limit")
                    .isTrue();
        } finally {
            gateways.redis.startAgain();
        }

        RedisGateways.awaitUp(gateway);
        assertThat(passes(gateway.limiter(), plan)).isTrue();
    }

    @Test
    void acquireWhenRedisHangsThenFewCallsWaitForIt() {
        Gateway gateway = gateways.gateway(WINDOW, LOCAL);
        ProxyPlan plan = plan("prx_1", 1_000);
        assertThat(passes(gateway.limiter(), plan)).isTrue();

        gateways.redis.freeze();
        try {
            assertThat(passed(gateway.limiter(), plan, 500)).isEqualTo(500);
            assertThat(gateway.count("postern.limit.redis.failures")).isBetween(1.0, 10.0);
        } finally {
            gateways.redis.thaw();
        }

        RedisGateways.awaitUp(gateway);
        assertThat(passed(gateway.limiter(), plan, 600))
                .as("those that nobody counted in Redis count here")
                .isLessThan(500);
    }

    @Test
    void acquireWhenRedisVanishesWithoutAWordThenTheNextConnectionIsUsedWithinSeconds() throws Exception {
        try (FragileLink link = new FragileLink(gateways.redis.url())) {
            Gateway gateway = gateways.gateway(WINDOW, LOCAL, RedisGateways.properties(link.url()));
            assertThat(passes(gateway.limiter(), plan("prx_1", 10))).isTrue();

            link.cut();
            assertThat(passed(gateway.limiter(), plan("prx_1", 10), 4)).isEqualTo(4);
            assertThat(gateway.isUp()).isFalse();

            RedisGateways.awaitUp(gateway);
        }
    }

    @Test
    void gatewayWhenRedisIsAwayAtItsStartThenCountsAloneAndFindsItLater() {
        gateways.redis.kill();
        Gateway gateway;
        try {
            gateway = gateways.gateway(WINDOW, LOCAL);
            assertThat(passed(gateway.limiter(), plan("prx_1", 2), 5)).isEqualTo(2);
        } finally {
            gateways.redis.startAgain();
        }

        RedisGateways.awaitUp(gateway);
    }
}
