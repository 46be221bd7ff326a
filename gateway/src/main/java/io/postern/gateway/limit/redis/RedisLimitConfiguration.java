package io.postern.gateway.limit.redis;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Redis, where {@code postern.gateway.limit.redis.url} names one. */
@Configuration(proxyBeanMethods = false)
class RedisLimitConfiguration {

    @Bean
    @ConditionalOnProperty("postern.gateway.limit.redis.url")
    RedisWindows redisWindows(RedisLimitProperties properties) {
        return new RedisWindows(properties);
    }
}
