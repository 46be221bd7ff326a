package io.postern.core.hash.configuration;

import io.postern.core.hash.CallerHashProperties;
import io.postern.core.hash.CallerHasher;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Imported by both applications, which must be given the same keys. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CallerHashProperties.class)
public class CallerHashConfiguration {

    @Bean
    CallerHasher callerHasher(CallerHashProperties properties) {
        return CallerHasher.create(properties);
    }
}
