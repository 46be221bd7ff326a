package io.postern.gateway.limit.redis;

import io.postern.gateway.limit.Away;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Redis, where {@code postern.gateway.limit.redis.url} names one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisLimitProperties.class)
class RedisLimitConfiguration {

    /** An empty variable counts as none. */
    static final class UrlIsGiven implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("postern.gateway.limit.redis.url"));
        }
    }

    @Bean
    @Conditional(UrlIsGiven.class)
    RedisWindows redisWindows(RedisLimitProperties properties) {
        return new RedisWindows(properties);
    }

    @Bean
    @Conditional(UrlIsGiven.class)
    Away whenRedisIsAway(RedisLimitProperties properties) {
        return new Away(properties.whenAway(), properties.gateways());
    }
}
