package io.postern.gateway.inbound;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InboundProperties.class)
class InboundConfiguration {

    @Bean
    RequestSanitizer requestSanitizer() {
        return new RequestSanitizer();
    }

    @Bean
    BodyReader bodyReader(InboundProperties properties) {
        return new BodyReader(properties);
    }
}
