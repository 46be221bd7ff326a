package io.postern.gateway.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.limit.redis.RedisLimitProperties;
import io.postern.gateway.limit.redis.RedisWindows;
import io.postern.testing.RedisFixture;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The limiters of several gateways, and a Redis in which they count together. */
final class RedisGateways implements AutoCloseable {

    static final Duration WINDOW = Duration.ofSeconds(60);
    static final Away LOCAL = new Away(WhenAway.LOCAL, 1);
    static final Away DENY = new Away(WhenAway.DENY, 1);

    final RedisFixture redis = RedisFixture.start();
    private final List<Gateway> gateways = new ArrayList<>();

    /** The limiter of one gateway, with what belongs to it. */
    record Gateway(ClusterRateLimiter limiter, RedisWindows windows, SimpleMeterRegistry registry) {

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

    static RedisLimitProperties properties(URI url) {
        return properties(url, null, null, null, null);
    }

    static RedisLimitProperties properties(
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

    Gateway gateway(Duration window, Away away) {
        return gateway(window, away, properties(redis.url()));
    }

    Gateway gateway(Duration window, Away away, RedisLimitProperties properties) {
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

    /** Asks now and then until Redis is asked again. */
    static void awaitUp(Gateway gateway) {
        ProxyPlan other = RateLimiterContract.plan("prx_other", 100_000);
        Awaitility.await("Redis is asked again")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    long before = gateway.answers();
                    RateLimiterContract.acquire(gateway.limiter(), other);
                    return gateway.isUp() && gateway.answers() > before;
                });
    }

    /** Stops the gateways; Redis goes on, and is empty. */
    void begin() {
        gateways.forEach(gateway -> gateway.windows().destroy());
        gateways.clear();
        redis.ask("FLUSHALL");
    }

    @Override
    public void close() {
        gateways.forEach(gateway -> gateway.windows().destroy());
        redis.close();
    }
}
