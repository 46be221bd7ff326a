package io.postern.gateway.server;

import java.time.Duration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A real server with the guard, on a free port of the loopback; what it refuses is the request {@code request-1}. */
public final class GuardedServer {

    private GuardedServer() {}

    public static DisposableServer start(HttpHandler handler) {
        return ServerPipeline.install(
                        HttpServer.create().host("127.0.0.1").port(0),
                        Duration.ofSeconds(75),
                        new ServerConnections(),
                        refusal -> "request-1")
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();
    }
}
