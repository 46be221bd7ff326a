package io.postern.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The caller's side of an exchange as Reactor Netty has it, below Spring's, which copies headers and wraps buffers. */
record Caller(HttpServerRequest request, HttpServerResponse response, Channel channel) {

    static Caller of(ServerWebExchange exchange) {
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        return new Caller(request, response, ((ChannelOperations<?, ?>) request).channel());
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    /** The loop, for what comes from another thread. */
    Scheduler scheduler() {
        return Schedulers.fromExecutorService(loop());
    }

    /** Closes the connection in the middle of an answer, so that the caller sees that it is not whole. */
    @SuppressWarnings("FutureReturnValueIgnored") // there is nobody left to tell
    void cut() {
        channel.close();
    }
}
