package io.postern.gateway.inbound;

import io.postern.gateway.record.CallRecorder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
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

    @Bean
    NettyServerCustomizer requestLineGuard(InboundProperties properties, CallRecorder recorder) {
        return server -> RequestLineGuard.install(server, properties.idleTimeout(), recorder::unread);
    }
}
