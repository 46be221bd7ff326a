package io.postern.gateway.server;

import io.postern.gateway.record.CallRecorder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.LoopResources;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({KeepAliveProperties.class, ShutdownProperties.class})
class ServerConfiguration {

    @Bean
    GracefulStop gracefulStop(ShutdownProperties properties, WebServerApplicationContext context) {
        return new GracefulStop(properties, context);
    }

    @Bean
    EndlessCalls endlessCalls(GracefulStop servers) {
        return new EndlessCalls(servers);
    }

    @Bean(destroyMethod = "dispose")
    LoopResources serverLoops() {
        return ServerLoops.create();
    }

    /** Of both ports: the management context asks its parent for customizers, too. */
    @Bean
    NettyServerCustomizer serverPipeline(
            KeepAliveProperties properties, GracefulStop stop, CallRecorder recorder, LoopResources serverLoops) {
        return server -> ServerPipeline.install(
                server.runOn(serverLoops), properties.idleTimeout(), stop.newServer(), recorder::unread);
    }
}
