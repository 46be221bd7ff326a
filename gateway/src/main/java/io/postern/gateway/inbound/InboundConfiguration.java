package io.postern.gateway.inbound;

import io.postern.gateway.record.CallRecorder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({InboundProperties.class, ShutdownProperties.class})
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
    GracefulStop gracefulStop(ShutdownProperties properties, WebServerApplicationContext context) {
        return new GracefulStop(properties, context);
    }

    /** Of both ports: the management context asks its parent for customizers, too. */
    @Bean
    NettyServerCustomizer requestLineGuard(InboundProperties properties, GracefulStop stop, CallRecorder recorder) {
        return server -> RequestLineGuard.install(server, properties.idleTimeout(), stop.newServer(), recorder::unread);
    }
}
