package io.postern.gateway.proxy;

import java.util.concurrent.Executor;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.channel.ChannelOperations;

/** The event loop of a caller's connection, on which its call belongs. */
final class CallersLoop {

    private CallersLoop() {}

    static Executor of(ServerWebExchange exchange) {
        ChannelOperations<?, ?> connection = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        return connection.channel().eventLoop();
    }
}
