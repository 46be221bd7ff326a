package io.postern.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRateLimiterTest extends RateLimiterContract {

    private static final Duration GUARD = Duration.ofMillis(250);

    // Begins just below the overflow, as System.nanoTime may.
    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());
    private final LocalRateLimiter limiter = new LocalRateLimiter(new LimitProperties(GUARD), now::get);

    @Override
    RateLimiter limiter(Duration window) {
        return new LocalRateLimiter(window, Ticker.systemTicker());
    }

    private void pass(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private Outcome<Permit> acquire(ProxyPlan plan) {
        return acquire(limiter, plan);
    }

    private boolean passes(ProxyPlan plan) {
        return passes(limiter, plan);
    }

    private Refusal refusal(ProxyPlan plan) {
        return refusal(limiter, plan);
    }

    @Test
    void acquireWhenLimitIsReachedThenRefusedUntilTheOldestCallLeavesTheWindow() {
        ProxyPlan plan = plan("prx_1", 2);
        assertThat(acquire(plan)).isEqualTo(Outcome.passed(new Permit(2, 1)));
        pass(10_000);
        assertThat(acquire(plan)).isEqualTo(Outcome.passed(new Permit(2, 0)));
        pass(5_000);
        Refusal refusal = refusal(plan);
        assertThat(refusal.code()).isEqualTo(RefusalCode.RATE_LIMITED);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMillis(45_250));
        pass(45_249);
        assertThat(passes(plan)).isFalse();
        pass(1);
        assertThat(passes(plan)).isTrue();
        assertThat(passes(plan)).isFalse();
    }

    @Test
    void acquireWhenRefusedThenTheCallDoesNotCount() {
        ProxyPlan plan = plan("prx_1", 1);
        assertThat(passes(plan)).isTrue();
        for (int i = 0; i < 60; i++) {
            pass(1_000);
            assertThat(passes(plan)).isFalse();
        }
        pass(250);
        assertThat(passes(plan)).isTrue();
    }

    @Test
    void acquireWhenPlanHasNoLimitThenAlwaysPassesAndKeepsNothing() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(passes(plan("prx_1", 0))).isTrue();
        }
        assertThat(limiter.size()).isZero();
    }

    @Test
    void acquireWhenAnotherProxyIsAtItsLimitThenPasses() {
        assertThat(passes(plan("prx_1", 1))).isTrue();
        assertThat(passes(plan("prx_1", 1))).isFalse();
        assertThat(passes(plan("prx_2", 1))).isTrue();
    }

    @Test
    void acquireWhenLimitIsRaisedThenEarlierCallsStillCount() {
        for (int i = 0; i < 3; i++) {
            assertThat(passes(plan("prx_1", 3))).isTrue();
        }
        assertThat(passes(plan("prx_1", 5))).isTrue();
        assertThat(passes(plan("prx_1", 5))).isTrue();
        assertThat(passes(plan("prx_1", 5))).isFalse();
    }

    @Test
    void acquireWhenLimitIsLoweredThenEnoughCallsHaveToLeaveFirst() {
        for (int i = 0; i < 5; i++) {
            assertThat(passes(plan("prx_1", 5))).isTrue();
            pass(1_000);
        }
        // 5 s after the first: four of the five have to leave, the fourth one does 58.25 s from now.
        assertThat(refusal(plan("prx_1", 2)).retryAfter()).isEqualTo(Duration.ofMillis(58_250));
        pass(58_249);
        assertThat(passes(plan("prx_1", 2))).isFalse();
        pass(1);
        assertThat(passes(plan("prx_1", 2))).isTrue();
    }

    @Test
    void acquireWhenProxyHasBeenIdleThenItsCallsAreForgotten() {
        assertThat(passes(plan("prx_1", 10))).isTrue();
        pass(60_000);
        assertThat(limiter.size()).isOne();
        pass(61_000);
        assertThat(limiter.size()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void acquireWhenCallsArriveAtRandomThenNoWindowHasMoreThanTheLimitAndNoneIsRefusedBelowIt(long seed) {
        Random random = new Random(seed);
        int limit = 1 + random.nextInt(50);
        ProxyPlan plan = plan("prx_1", limit);
        long window = Duration.ofSeconds(60).plus(GUARD).toNanos();
        long start = now.get();
        List<Long> passed = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            // Bursts, trickles and pauses.
            long gap = random.nextInt(20) == 0 ? random.nextInt(90_000) : random.nextInt(3_000);
            now.addAndGet(Duration.ofMillis(gap).toNanos() + random.nextInt(1_000_000));
            long at = now.get() - start;
            long inWindow = passed.stream().filter(time -> at - time < window).count();
            boolean permitted = passes(plan);
            assertThat(permitted).as("call %d, %d in the window", i, inWindow).isEqualTo(inWindow < limit);
            if (permitted) {
                passed.add(at);
            }
        }
        for (int i = limit; i < passed.size(); i++) {
            assertThat(passed.get(i) - passed.get(i - limit)).isGreaterThanOrEqualTo(window);
        }
    }

    @Test
    void refusedAlreadyWhenOthersLetCallsPassThenCountsThoseAndNothingElse() {
        ProxyPlan plan = plan("prx_1", 2);
        limiter.passed(plan, limiter.now());
        assertThat(limiter.refusedAlready(plan)).isNull();
        assertThat(limiter.refusedAlready(plan)).isNull();
        pass(1_000);
        limiter.passed(plan, limiter.now() - Duration.ofSeconds(3).toNanos());
        assertThat(limiter.refusedAlready(plan)).isInstanceOf(Outcome.Refused.class);
        pass(59_249);
        assertThat(limiter.refusedAlready(plan)).isNotNull();
        pass(1);
        assertThat(limiter.refusedAlready(plan))
                .as("the second one counts from the first one's time: the ring is in order")
                .isNull();
        assertThat(passes(plan)).isTrue();
    }
}
