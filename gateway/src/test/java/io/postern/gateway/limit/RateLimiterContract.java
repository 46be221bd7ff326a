package io.postern.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.core.credential.NoneSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.plan.TargetPlan;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.RuleSet;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every limiter does, by a clock that runs. */
abstract class RateLimiterContract {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final RuleSet ALLOW = RuleSet.compile(RuleEffect.ALLOW, List.of());

    /** One that has counted nothing yet. */
    abstract RateLimiter limiter(Duration window);

    static ProxyPlan plan(String proxyId, int limit) {
        return new ProxyPlan(
                proxyId,
                "client",
                "local",
                true,
                new CallerPlan("cred_1", ApiKeyCallerSpec.inUsualPlaces(), List.of(), null),
                new TargetPlan(
                        "tgt_1", TargetUrl.parse("https://api.example.com"), EncodedSlashes.REFUSE, OwnLinks.REWRITE),
                new InjectionPlan("cred_2", new NoneSpec(), null),
                new RuleScopes(ALLOW, ALLOW, ALLOW, ALLOW),
                limit,
                CallTimeouts.DEFAULT,
                0,
                false);
    }

    static Outcome<Permit> acquire(RateLimiter limiter, ProxyPlan plan) {
        return Objects.requireNonNull(limiter.acquire(plan, Runnable::run).block());
    }

    static boolean passes(RateLimiter limiter, ProxyPlan plan) {
        return acquire(limiter, plan) instanceof Outcome.Passed;
    }

    static Refusal refusal(RateLimiter limiter, ProxyPlan plan) {
        return ((Outcome.Refused<Permit>) acquire(limiter, plan)).refusal();
    }

    /** How many of that many calls pass. */
    static int passed(RateLimiter limiter, ProxyPlan plan, int calls) {
        int passed = 0;
        for (int i = 0; i < calls; i++) {
            passed += passes(limiter, plan) ? 1 : 0;
        }
        return passed;
    }

    @Test
    void contractWhenLimitIsReachedThenRefusedWithTheTimeToWait() {
        RateLimiter limiter = limiter(LONG);
        ProxyPlan plan = plan("prx_1", 3);

        assertThat(acquire(limiter, plan)).isEqualTo(Outcome.passed(new Permit(3, 2)));
        assertThat(acquire(limiter, plan)).isEqualTo(Outcome.passed(new Permit(3, 1)));
        assertThat(acquire(limiter, plan)).isEqualTo(Outcome.passed(new Permit(3, 0)));

        Refusal refusal = refusal(limiter, plan);
        assertThat(refusal.code()).isEqualTo(RefusalCode.RATE_LIMITED);
        assertThat(refusal.attributes()).containsEntry("limitPerMinute", "3");
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(1), LONG);
    }

    @Test
    void contractWhenRefusedThenTheCallDoesNotCountAndTheNextWindowIsWholeAgain() {
        RateLimiter limiter = limiter(SHORT);
        ProxyPlan plan = plan("prx_1", 2);
        assertThat(passed(limiter, plan, 2)).isEqualTo(2);

        // As often as it can: were refused calls counted, none would ever pass.
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> passes(limiter, plan));
    }

    @Test
    void contractWhenPlanHasNoLimitThenAlwaysPasses() {
        assertThat(passed(limiter(LONG), plan("prx_1", 0), 500)).isEqualTo(500);
    }

    @Test
    void contractWhenAnotherProxyIsAtItsLimitThenPasses() {
        RateLimiter limiter = limiter(LONG);
        assertThat(passed(limiter, plan("prx_1", 1), 2)).isEqualTo(1);
        assertThat(passed(limiter, plan("prx_2", 1), 2)).isEqualTo(1);
    }

    @Test
    void contractWhenLimitIsRaisedThenEarlierCallsStillCount() {
        RateLimiter limiter = limiter(LONG);
        assertThat(passed(limiter, plan("prx_1", 3), 4)).isEqualTo(3);
        assertThat(passed(limiter, plan("prx_1", 5), 4)).isEqualTo(2);
    }

    @Test
    void contractWhenLimitIsLoweredThenEnoughCallsHaveToLeaveFirst() {
        RateLimiter limiter = limiter(LONG);
        assertThat(passed(limiter, plan("prx_1", 5), 5)).isEqualTo(5);
        assertThat(passed(limiter, plan("prx_1", 2), 1)).isZero();
        assertThat(passed(limiter, plan("prx_1", 5), 1)).isZero();
        assertThat(passed(limiter, plan("prx_1", 6), 2)).isEqualTo(1);
    }

    @Test
    void contractWhenThousandsLeaveAtOnceThenAllOfTheirPlacesAreFree() {
        RateLimiter limiter = limiter(SHORT);
        ProxyPlan plan = plan("prx_1", 5_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger passed = new AtomicInteger();
        for (int t = 0; t < 4; t++) {
            threads.execute(() -> passed.addAndGet(passed(limiter, plan, 500)));
        }
        close(threads);
        assertThat(passed).hasValue(2_000);

        // Each look counts, too.
        Awaitility.await()
                .until(() -> acquire(limiter, plan) instanceof Outcome.Passed<Permit> one
                        && one.value().remaining() > 4_980);
    }

    @Test
    void contractWhenCallsComeInBurstsThenNoWindowHasMoreThanTheLimit() {
        RateLimiter limiter = limiter(SHORT);
        Random random = new Random(4711);
        int limit = 7;
        ProxyPlan plan = plan("prx_1", limit);
        record Passed(long before, long after) {}
        List<Passed> passed = new ArrayList<>();
        long end = System.nanoTime() + 5 * SHORT.toNanos();
        while (System.nanoTime() - end < 0) {
            long before = System.nanoTime();
            if (passes(limiter, plan)) {
                passed.add(new Passed(before, System.nanoTime()));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(20) == 0 ? 90_000_000 : 1_000_000);
        }

        assertThat(passed).hasSizeGreaterThan(2 * limit);
        for (int i = limit; i < passed.size(); i++) {
            assertThat(passed.get(i).after() - passed.get(i - limit).before())
                    .as("call %d and the %d before it", i, limit)
                    .isGreaterThanOrEqualTo(SHORT.toNanos());
        }
    }

    @Test
    void contractWhenManyThreadsCallAtOnceThenExactlyTheLimitPasses() throws Exception {
        RateLimiter limiter = limiter(LONG);
        ProxyPlan plan = plan("prx_1", 700);
        AtomicInteger passed = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int t = 0; t < 8; t++) {
            threads.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                passed.addAndGet(passed(limiter, plan, 200));
            });
        }
        start.countDown();
        close(threads);
        assertThat(passed).hasValue(700);
    }

    static void close(ExecutorService threads) {
        threads.shutdown();
        try {
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
