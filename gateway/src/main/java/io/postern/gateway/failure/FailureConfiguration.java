package io.postern.gateway.failure;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FailureProperties.class)
class FailureConfiguration {

    @Bean
    FailureWriter failureWriter(FailureProperties properties) {
        return new FailureWriter(properties);
    }
}
