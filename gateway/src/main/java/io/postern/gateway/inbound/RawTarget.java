package io.postern.gateway.inbound;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The request's target as the server left it ({@code gateway.server} has checked it), taken apart at its first question mark:
 * from the server itself, since java.net.URI may see an authority in a path.
 *
 * @param path beginning with a slash
 * @param query without its question mark; empty where there is none
 */
record RawTarget(String path, String query) {

    static RawTarget of(ServerHttpRequest request) {
        Object received = ServerHttpRequestDecorator.getNativeRequest(request);
        if (!(received instanceof HttpServerRequest server)) {
            throw new IllegalStateException("the gateway runs on Reactor Netty only");
        }
        String target = server.uri();
        int question = target.indexOf('?');
        return question < 0
                ? new RawTarget(target, "")
                : new RawTarget(target.substring(0, question), target.substring(question + 1));
    }
}
