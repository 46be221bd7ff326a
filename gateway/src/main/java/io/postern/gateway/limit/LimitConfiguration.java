package io.postern.gateway.limit;

import com.github.benmanes.caffeine.cache.Ticker;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The limiter of this process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
class LimitConfiguration {

    @Bean
    RateLimiter rateLimiter(LimitProperties properties) {
        return new LocalRateLimiter(properties, Ticker.systemTicker());
    }
}
