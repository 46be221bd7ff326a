package io.postern.bench;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.net.URI;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** The limit of the stack: the same forwarder on Reactor Netty alone. */
public final class ReactorForwarder {

    private final String key;
    private final String secret;
    private final String host;
    private final HttpClient client;

    private ReactorForwarder(String key, String secret, URI upstream, LoopResources loops) {
        this.key = key;
        this.secret = secret;
        this.host = upstream.getAuthority();
        InetSocketAddress address = new InetSocketAddress(upstream.getHost(), upstream.getPort());
        this.client = HttpClient.create(ConnectionProvider.builder("upstream")
                        .maxConnections(1000)
                        .lifo()
                        .build())
                .runOn(loops)
                .remoteAddress(() -> address);
    }

    /** Runs until it is killed: {@code port= loops= upstream= key= secret=}. */
    public static void main(String[] args) {
        Arguments arguments = Arguments.of(args);
        LoopResources loops = LoopResources.create("forwarder", arguments.number("loops"), true);
        ReactorForwarder forwarder =
                new ReactorForwarder(arguments.text("key"), arguments.text("secret"), arguments.uri("upstream"), loops);
        HttpServer.create()
                .runOn(loops)
                .host("127.0.0.1")
                .port(arguments.number("port"))
                .handle(forwarder::forward)
                .bindNow()
                .onDispose()
                .block();
    }

    private Publisher<Void> forward(HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders received = request.requestHeaders();
        if (!key.equals(received.get(Forwarding.KEY_HEADER))) {
            return response.status(HttpResponseStatus.UNAUTHORIZED).send();
        }
        boolean hasBody = received.contains(HttpHeaderNames.CONTENT_LENGTH)
                || received.contains(HttpHeaderNames.TRANSFER_ENCODING);
        return client.request(request.method())
                .uri(request.uri())
                .send((sending, out) -> {
                    sending.requestHeaders()
                            .set(received)
                            .remove(Forwarding.KEY_HEADER)
                            .set(Forwarding.SECRET_HEADER, secret)
                            .set(HttpHeaderNames.HOST, host);
                    return hasBody ? out.send(request.receive().retain()) : Mono.empty();
                })
                .responseConnection((answer, connection) -> {
                    Flux<ByteBuf> body = connection.inbound().receive().retain();
                    response.status(answer.status()).headers(answer.responseHeaders());
                    return response.send(body).then();
                });
    }
}
