package io.postern.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.limit.redis.RedisLimitProperties;
import io.postern.gateway.limit.redis.RedisWindows;
import io.postern.testing.NeedsRedis;
import io.postern.testing.RedisFixture;
import io.postern.testing.RepositoryRoot;
import io.postern.testing.TestCertificates;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigRegistry;

/** Gateways that count together in a real Redis: while it is there, away, hanging, and empty again. */
@NeedsRedis
@ExtendWith(OutputCaptureExtension.class)
class RedisRateLimiterIT extends RateLimiterContract {

    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final ClusterRateLimiter.Away LOCAL = new ClusterRateLimiter.Away(WhenAway.LOCAL, 1);
    private static final ClusterRateLimiter.Away DENY = new ClusterRateLimiter.Away(WhenAway.DENY, 1);

    private static RedisFixture redis;

    private final List<Gateway> gateways = new ArrayList<>();

    @TempDir
    Path folder;

    /** The limiter of one gateway, with what belongs to it. */
    private record Gateway(ClusterRateLimiter limiter, RedisWindows windows, SimpleMeterRegistry registry) {

        double count(String meter) {
            return registry.get(meter).counter().count();
        }

        long answers() {
            return registry.get("postern.limit.redis.answers").timer().count();
        }

        boolean isUp() {
            return registry.get("postern.limit.redis.up").gauge().value() == 1;
        }
    }

    @BeforeAll
    static void startRedis() {
        redis = RedisFixture.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.ask("FLUSHALL");
    }

    @AfterEach
    void stopGateways() {
        gateways.forEach(gateway -> gateway.windows().destroy());
    }

    private static RedisLimitProperties properties(
            URI url, @Nullable SecretValue password, @Nullable Path passwordFile, @Nullable Path caFile) {
        return properties(url, null, password, passwordFile, caFile);
    }

    private static RedisLimitProperties properties(
            URI url,
            @Nullable String username,
            @Nullable SecretValue password,
            @Nullable Path passwordFile,
            @Nullable Path caFile) {
        return new RedisLimitProperties(
                url,
                username,
                password,
                passwordFile,
                caFile,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                "postern:limit:",
                WhenAway.LOCAL,
                1);
    }

    private Gateway gateway(Duration window, ClusterRateLimiter.Away away, RedisLimitProperties properties) {
        CircuitBreaker breaker = LimitConfiguration.breaker();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        RedisWindows windows = new RedisWindows(properties);
        Gateway gateway = new Gateway(
                new ClusterRateLimiter(
                        new LocalRateLimiter(window, Ticker.systemTicker()),
                        windows,
                        window,
                        away,
                        breaker,
                        new ClusterLimitMeters(registry, breaker)),
                windows,
                registry);
        gateways.add(gateway);
        return gateway;
    }

    private Gateway gateway(Duration window, ClusterRateLimiter.Away away) {
        return gateway(window, away, properties(redis.url(), null, null, null));
    }

    @Override
    RateLimiter limiter(Duration window) {
        return gateway(window, DENY).limiter();
    }

    /** Asks now and then until Redis is asked again. */
    private static void awaitUp(Gateway gateway) {
        ProxyPlan other = plan("prx_other", 100_000);
        Awaitility.await("Redis is asked again")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    long before = gateway.answers();
                    acquire(gateway.limiter(), other);
                    return gateway.isUp() && gateway.answers() > before;
                });
    }

    @Test
    void acquireWhenTwoGatewaysCallAtOnceThenTogetherExactlyTheLimitPasses() {
        Gateway one = gateway(WINDOW, DENY);
        Gateway two = gateway(WINDOW, DENY);
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
        Gateway one = gateway(WINDOW, DENY);
        Gateway two = gateway(WINDOW, DENY);
        ProxyPlan plan = plan("prx_1", 5);
        assertThat(passed(one.limiter(), plan, 5)).isEqualTo(5);

        Refusal refusal = refusal(two.limiter(), plan);

        assertThat(refusal.code()).isEqualTo(RefusalCode.RATE_LIMITED);
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(30), WINDOW);
    }

    @Test
    void acquireWhenThisGatewayAloneFillsTheLimitThenRedisIsNotAsked() {
        Gateway gateway = gateway(WINDOW, DENY);
        ProxyPlan plan = plan("prx_1", 5);
        assertThat(passed(gateway.limiter(), plan, 100)).isEqualTo(5);

        assertThat(gateway.answers()).isEqualTo(5);
    }

    @Test
    void acquireWhenPlanHasNoLimitThenRedisIsNotAskedAndKeepsNothing() {
        Gateway gateway = gateway(WINDOW, DENY);

        assertThat(passed(gateway.limiter(), plan("prx_1", 0), 10)).isEqualTo(10);

        assertThat(gateway.answers()).isZero();
        assertThat(redis.ask("DBSIZE")).isEqualTo(":0");
    }

    @Test
    void keyWhenCallsPassThenHoldsAsManyTimesAsTheLimitAndEndsWithTheWindow() {
        Gateway gateway = gateway(Duration.ofMillis(300), DENY);
        ProxyPlan plan = plan("prx_1", 4);
        assertThat(passed(gateway.limiter(), plan, 10)).isEqualTo(4);
        assertThat(redis.ask("LLEN postern:limit:prx_1")).isIn(":4", ":0");

        Awaitility.await().until(() -> redis.ask("DBSIZE").equals(":0"));
    }

    @Test
    void acquireWhenRedisIsKilledThenEachGatewayCountsAloneWithWhatItLetPassBefore() {
        Gateway one = gateway(WINDOW, LOCAL);
        Gateway two = gateway(WINDOW, LOCAL);
        ProxyPlan plan = plan("prx_1", 10);
        assertThat(passed(one.limiter(), plan, 4)).isEqualTo(4);
        assertThat(passed(two.limiter(), plan, 3)).isEqualTo(3);

        redis.kill();
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
            redis.startAgain();
        }

        awaitUp(one);
        awaitUp(two);
        assertThat(passed(one.limiter(), plan, 5)).as("its own count stays").isZero();
        ProxyPlan another = plan("prx_2", 10);
        assertThat(passed(one.limiter(), another, 6) + passed(two.limiter(), another, 10))
                .as("an empty Redis, which does not know the script, counts for both again")
                .isEqualTo(10);
    }

    @Test
    void acquireWhenRedisIsAwayAndTheLimitIsToBeDividedThenEachGatewayHasItsShare() {
        Gateway gateway = gateway(WINDOW, new ClusterRateLimiter.Away(WhenAway.LOCAL, 3));
        redis.kill();
        try {
            assertThat(passed(gateway.limiter(), plan("prx_1", 10), 20)).isEqualTo(3);
            assertThat(passed(gateway.limiter(), plan("prx_2", 2), 20))
                    .as("never none")
                    .isEqualTo(1);
        } finally {
            redis.startAgain();
        }
    }

    @Test
    void acquireWhenRedisIsAwayAndThatDeniesThenRefusedAsUnavailableUntilItIsBack() {
        Gateway gateway = gateway(WINDOW, DENY);
        ProxyPlan plan = plan("prx_1", 10);
        redis.kill();
        try {
            Refusal refusal = refusal(gateway.limiter(), plan);
            assertThat(refusal.code()).isEqualTo(RefusalCode.LIMIT_UNAVAILABLE);
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(passes(gateway.limiter(), plan("prx_2", 0)))
                    .as("no limit")
                    .isTrue();
        } finally {
            redis.startAgain();
        }

        awaitUp(gateway);
        assertThat(passes(gateway.limiter(), plan)).isTrue();
    }

    @Test
    void acquireWhenRedisHangsThenFewCallsWaitForIt() {
        Gateway gateway = gateway(WINDOW, LOCAL);
        ProxyPlan plan = plan("prx_1", 1_000);
        assertThat(passes(gateway.limiter(), plan)).isTrue();

        redis.freeze();
        try {
            assertThat(passed(gateway.limiter(), plan, 500)).isEqualTo(500);
            assertThat(gateway.count("postern.limit.redis.failures")).isBetween(1.0, 10.0);
        } finally {
            redis.thaw();
        }

        awaitUp(gateway);
        assertThat(passed(gateway.limiter(), plan, 600))
                .as("those that nobody counted in Redis count here")
                .isLessThan(500);
    }

    @Test
    void acquireWhenRedisWasAskedThenTheCallGoesOnWhereItBelongs() {
        Gateway gateway = gateway(WINDOW, DENY);
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

    @Test
    void acquireWhenRedisVanishesWithoutAWordThenTheNextConnectionIsUsedWithinSeconds() throws Exception {
        try (FragileLink link = new FragileLink(redis.url())) {
            Gateway gateway = gateway(WINDOW, LOCAL, properties(link.url(), null, null, null));
            assertThat(passes(gateway.limiter(), plan("prx_1", 10))).isTrue();

            link.cut();
            assertThat(passed(gateway.limiter(), plan("prx_1", 10), 4)).isEqualTo(4);
            assertThat(gateway.isUp()).isFalse();

            awaitUp(gateway);
        }
    }

    @Test
    void gatewayWhenRedisIsAwayAtItsStartThenCountsAloneAndFindsItLater() {
        redis.kill();
        Gateway gateway;
        try {
            gateway = gateway(WINDOW, LOCAL);
            assertThat(passed(gateway.limiter(), plan("prx_1", 2), 5)).isEqualTo(2);
        } finally {
            redis.startAgain();
        }

        awaitUp(gateway);
    }

    @Test
    void gatewayWhenRedisAsksForTlsAndAPasswordThenTheFileOfEachIsUsed(CapturedOutput log) throws Exception {
        TestCertificates authority = new TestCertificates();
        TestCertificates.Issued server = authority.localServer();
        Path certificate = Files.writeString(folder.resolve("server.pem"), server.certificatePem());
        Path key = Files.writeString(folder.resolve("server.key"), server.privateKeyPem());
        Path root = authority.writeRoot(folder.resolve("root.pem"));
        Path password = Files.writeString(folder.resolve("password"), "right-4711\n");
        try (RedisFixture guarded = RedisFixture.startWithTls("right-4711", certificate, key)) {
            URI url = URI.create("rediss://localhost:" + guarded.url().getPort());

            assertThat(passes(
                            gateway(WINDOW, DENY, properties(url, null, password, root))
                                    .limiter(),
                            plan("prx_1", 1)))
                    .isTrue();
            assertThat(refusal(
                                    gateway(WINDOW, DENY, properties(url, SecretValue.of("wrong-4711"), null, root))
                                            .limiter(),
                                    plan("prx_2", 1))
                            .code())
                    .isEqualTo(RefusalCode.LIMIT_UNAVAILABLE);
            assertThat(refusal(
                                    gateway(WINDOW, DENY, properties(url, null, password, null))
                                            .limiter(),
                                    plan("prx_2", 1))
                            .code())
                    .as("an authority that nobody trusts")
                    .isEqualTo(RefusalCode.LIMIT_UNAVAILABLE);
            assertThat(log)
                    .as("why")
                    .contains("Redis can't be reached, and is tried again: ", "WRONGPASS", "certification path")
                    .doesNotContain("right-4711", "wrong-4711");
        }
    }

    @Test
    void gatewayWhenItsUserHasTheDocumentedRightsThenNeedsNoOthers() throws Exception {
        Matcher rights = Pattern.compile("`(on ~postern:limit:\\* [^`]+)`")
                .matcher(Files.readString(RepositoryRoot.path().resolve("docs/operations.md")));
        assertThat(rights.find()).isTrue();
        assertThat(redis.ask("ACL SETUSER postern-gateway >right-4711 " + rights.group(1)))
                .isEqualTo("+OK");

        Gateway gateway = gateway(
                WINDOW, DENY, properties(redis.url(), "postern-gateway", SecretValue.of("right-4711"), null, null));

        assertThat(passed(gateway.limiter(), plan("prx_1", 3), 5)).isEqualTo(3);
        assertThat(gateway.count("postern.limit.redis.failures")).isZero();
        ProxyPlan another = plan("prx_2", 300);
        assertThat(passed(gateway.limiter(), another, 300)).isEqualTo(300);
    }

    @Test
    void contextWhenAUrlIsConfiguredThenTheLimiterIsTheSharedOneAndElseTheLocalOne() {
        ApplicationContextRunner application = new ApplicationContextRunner()
                .withInitializer(
                        context -> ((AnnotationConfigRegistry) context).scan(LimitConfiguration.class.getPackageName()))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

        application.run(
                context -> assertThat(context.getBean(RateLimiter.class)).isInstanceOf(LocalRateLimiter.class));
        application
                .withPropertyValues("postern.gateway.limit.redis.url=")
                .run(context -> assertThat(context.getBean(RateLimiter.class))
                        .as("an empty variable")
                        .isInstanceOf(LocalRateLimiter.class));
        application
                .withPropertyValues(
                        "postern.gateway.limit.redis.url=" + redis.url(), "postern.gateway.limit.redis.timeout=1s")
                .run(context -> {
                    assertThat(passed(context.getBean(RateLimiter.class), plan("prx_1", 3), 5))
                            .isEqualTo(3);
                    assertThat(redis.ask("LLEN postern:limit:prx_1")).isEqualTo(":3");
                });
    }
}
