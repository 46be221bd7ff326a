package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What Spring's own objects say of a request and do with an answer, ours say and do. */
class CallRequestTest {

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void saysAndDoesWhatSpringsOwnDoes() throws Exception {
        String springs = exchange(new ReactorHttpHandlerAdapter(this::handle));
        String ours = exchange((request, response) -> {
            NettyDataBufferFactory buffers = new NettyDataBufferFactory(response.alloc());
            return handle(new CallRequest(request, buffers), new CallResponse(response, buffers));
        });
        assertThat(ours).isEqualTo(springs).contains("PUT /a%20b/c?x=1&y=%26&x=2");
    }

    private String exchange(BiFunction<HttpServerRequest, HttpServerResponse, Mono<Void>> handler) throws Exception {
        DisposableServer server =
                HttpServer.create().host("127.0.0.1").port(0).handle(handler).bindNow();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + server.port() + "/a%20b/c?x=1&y=%26&x=2"))
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .header("X-One", "1")
                                    .header("X-One", "2")
                                    .header("Cookie", "a=1; b=2; a=3")
                                    .PUT(HttpRequest.BodyPublishers.ofString("the body"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return told.poll(20, TimeUnit.SECONDS) + "\n" + answer.statusCode() + " " + answer.body() + " "
                    + answer.headers().map().get("x-answer")
                    + answer.headers().map().get("set-cookie");
        } finally {
            server.disposeNow();
        }
    }

    private Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        HttpServerRequest nettys = ServerHttpRequestDecorator.getNativeRequest(request);
        return DataBufferUtils.join(request.getBody())
                .map(body -> text(body))
                .doOnNext(body -> told.add(String.join(
                        "\n",
                        request.getMethod() + " " + nettys.uri(),
                        request.getURI().getRawPath() + " " + request.getURI().getRawQuery(),
                        request.getPath().value() + " " + request.getPath().elements(),
                        request.getQueryParams().toString(),
                        request.getHeaders().get("x-one") + " "
                                + request.getHeaders().getFirst("X-ONE"),
                        request.getCookies().toString(),
                        Objects.requireNonNull(request.getLocalAddress()).getAddress() + " "
                                + Objects.requireNonNull(request.getRemoteAddress())
                                        .getAddress(),
                        String.valueOf(request.getSslInfo()),
                        body)))
                .flatMap(body -> {
                    response.setStatusCode(HttpStatus.ACCEPTED);
                    response.getHeaders().add("X-Answer", "yes");
                    response.addCookie(ResponseCookie.from("c", "4").path("/").build());
                    return response.writeAndFlushWith(
                            Flux.just(Flux.just(buffer(response, "first ")), Mono.just(buffer(response, "second"))));
                });
    }

    private static String text(DataBuffer body) {
        try {
            return body.toString(StandardCharsets.UTF_8);
        } finally {
            DataBufferUtils.release(body);
        }
    }

    private static DataBuffer buffer(ServerHttpResponse response, String text) {
        return response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
