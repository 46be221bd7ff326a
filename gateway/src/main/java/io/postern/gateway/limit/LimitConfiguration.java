package io.postern.gateway.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The limiter of this process alone, or that of all gateways together where there is a place in which they can count. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
class LimitConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(LimitConfiguration.class);

    @Bean
    RateLimiter rateLimiter(
            LimitProperties properties,
            ObjectProvider<SharedWindows> shared,
            ObjectProvider<Away> away,
            MeterRegistry registry) {
        LocalRateLimiter local = new LocalRateLimiter(properties, Ticker.systemTicker());
        SharedWindows windows = shared.getIfAvailable();
        if (windows == null) {
            LOG.info("Limits are counted by this gateway alone: there is no postern.gateway.limit.redis.url");
            return local;
        }
        CircuitBreaker breaker = breaker();
        return new ClusterRateLimiter(
                local,
                windows,
                LocalRateLimiter.WINDOW.plus(properties.guard()),
                away.getObject(),
                breaker,
                new ClusterLimitMeters(registry, breaker));
    }

    /** Opens after a few failures in a row, lets one call through each second to see, and closes with its success. */
    static CircuitBreaker breaker() {
        CircuitBreaker breaker = CircuitBreaker.of(
                "shared-limits",
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(6)
                        .minimumNumberOfCalls(3)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(1))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .writableStackTraceEnabled(false)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition() == StateTransition.CLOSED_TO_OPEN) {
                LOG.warn("Redis does not answer; until it does, postern.gateway.limit.redis.when-away decides");
            } else if (event.getStateTransition() == StateTransition.HALF_OPEN_TO_CLOSED) {
                LOG.info("Redis answers again; limits are counted together");
            }
        });
        return breaker;
    }
}
