package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.postern.core.proxy.CallTimeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** WebSockets through the gateway. */
class UpstreamWebSocketIT {

    interface Handler {
        Publisher<Void> handle(WebsocketInbound in, WebsocketOutbound out);
    }

    private final BlockingQueue<HttpHeaders> upgrades = new LinkedBlockingQueue<>();
    private final BlockingQueue<WebSocketCloseStatus> targetSawClose = new LinkedBlockingQueue<>();

    @Test
    void upgradeWhenFramesAreSentThenTheyPassBothWaysAsTheyAre() throws Exception {
        DisposableServer target = target(
                null,
                (in, out) -> out.sendObject(in.receiveFrames()
                        .map(frame -> frame instanceof PingWebSocketFrame
                                ? new PongWebSocketFrame(frame.content().retain())
                                : frame.retain())));
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:" + target.port())) {
            List<String> got = caller(gateway, null)
                    .handle((in, out) -> {
                        out.sendObject(Flux.just(
                                        new TextWebSocketFrame("text"),
                                        new BinaryWebSocketFrame(Unpooled.copiedBuffer(new byte[] {'b', 'i', 'n'})),
                                        new PingWebSocketFrame(Unpooled.copiedBuffer("ping", StandardCharsets.UTF_8))))
                                .then()
                                .subscribe();
                        return in.receiveFrames()
                                .map(frame -> frame.getClass().getSimpleName() + " "
                                        + frame.content().toString(StandardCharsets.UTF_8))
                                .take(3);
                    })
                    .collectList()
                    .block(Duration.ofSeconds(10));
            assertThat(got)
                    .containsExactly("TextWebSocketFrame text", "BinaryWebSocketFrame bin", "PongWebSocketFrame ping");
            UpstreamResult result = gateway.nextResult();
            assertThat(result.status()).isEqualTo(101);
            assertThat(result.requestBytes()).isGreaterThanOrEqualTo(11);
            assertThat(result.responseBytes()).isGreaterThanOrEqualTo(11);
        } finally {
            target.disposeNow();
        }
    }

    @Test
    void upgradeWhenAskedForThenTheTargetGetsTheRequestAndChoosesTheSubprotocol() throws Exception {
        DisposableServer target = target(
                "v2.example,v1.example",
                (in, out) -> out.sendString(Mono.just(String.valueOf(in.selectedSubprotocol()))));
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:" + target.port() + "/base")) {
            gateway.uri = "/a%2Fb?q[]=%20";
            String chosen = caller(gateway, "v1.example")
                    .handle((in, out) -> in.receive()
                            .asString()
                            .take(1)
                            .map(text -> text + " " + in.selectedSubprotocol() + " "
                                    + in.headers().get("postern-proxy-code")))
                    .blockFirst(Duration.ofSeconds(10));
            assertThat(chosen).isEqualTo("v1.example v1.example proxy-access-granted");
            HttpHeaders upgrade = upgrades.take();
            assertThat(upgrade.get("uri")).isEqualTo("/base/a%2Fb?q[]=%20");
            assertThat(upgrade.get("host")).isEqualTo("127.0.0.1:" + target.port());
            assertThat(upgrade.get("x-injected")).isEqualTo("secret");
            assertThat(upgrade.getAll("sec-websocket-key")).hasSize(1);
        } finally {
            target.disposeNow();
        }
    }

    @Test
    void upgradeWhenTheTargetClosesThenItsCodeReachesTheCaller() throws Exception {
        DisposableServer target = target(null, (in, out) -> out.sendClose(4001, "enough"));
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:" + target.port())) {
            WebSocketCloseStatus status = closeSeenByCaller(gateway);
            assertThat(status.code()).isEqualTo(4001);
            assertThat(status.reasonText()).isEqualTo("enough");
            assertThat(gateway.nextResult().status()).isEqualTo(101);
        } finally {
            target.disposeNow();
        }
    }

    @Test
    void upgradeWhenTheCallerClosesThenItsCodeReachesTheTarget() throws Exception {
        DisposableServer target = target(null, (in, out) -> in.receive().then());
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:" + target.port())) {
            caller(gateway, null)
                    .handle((in, out) -> out.sendClose(4002, "bye"))
                    .then()
                    .block(Duration.ofSeconds(10));
            WebSocketCloseStatus status = targetSawClose.poll(10, TimeUnit.SECONDS);
            assertThat(status).isNotNull();
            assertThat(status.code()).isEqualTo(4002);
            assertThat(status.reasonText()).isEqualTo("bye");
        } finally {
            target.disposeNow();
        }
    }

    @Test
    void upgradeWhenTheTargetVanishesThenTheCallerIsToldSo() throws Exception {
        DisposableServer target = target(null, (in, out) -> {
            in.withConnection(connection -> assertThat(connection.channel().close())
                    .as("without a close frame")
                    .isNotNull());
            return Mono.never();
        });
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:" + target.port())) {
            assertThat(closeSeenByCaller(gateway).code()).isEqualTo(1011);
        } finally {
            target.disposeNow();
        }
    }

    @Test
    void upgradeWhenNothingPassesForLongThenBothSidesAreClosed() throws Exception {
        DisposableServer target = target(null, (in, out) -> in.receive().then());
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:" + target.port())) {
            gateway.timeouts = new CallTimeouts(5_000, 5_000, 1_000);
            assertThat(closeSeenByCaller(gateway).code()).isEqualTo(1001);
            assertThat(targetSawClose.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(gateway.nextResult().status()).isEqualTo(101);
        } finally {
            target.disposeNow();
        }
    }

    @Test
    void upgradeWhenTheCallerVanishesThenTheTargetsConnectionIsClosed() throws Exception {
        DisposableServer target = target(null, (in, out) -> in.receive().then());
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:" + target.port())) {
            caller(gateway, null)
                    .connect()
                    .blockOptional(Duration.ofSeconds(10))
                    .orElseThrow()
                    .channel()
                    .close()
                    .syncUninterruptibly();
            assertThat(targetSawClose.poll(10, TimeUnit.SECONDS)).isNotNull();
        } finally {
            target.disposeNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"401 Unauthorized", "403 Forbidden", "404 Not Found", "200 OK"})
    void upgradeWhenTheTargetRefusesThenItsAnswerPassesMarked(String status) throws Exception {
        try (RawTarget target = RawTarget.answering(
                        "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\nWWW-Authenticate: Basic\r\nX-A: 1\r\n\r\nno");
                GatewayFixture gateway = new GatewayFixture(target.url())) {
            String answer = RawCaller.exchange(gateway.port(), upgradeRequest());
            assertThat(target.nextHead())
                    .containsIgnoringCase("upgrade: websocket\r\n")
                    .doesNotContainIgnoringCase("origin:")
                    .doesNotContainIgnoringCase("user-agent:")
                    .doesNotContainIgnoringCase("accept:");
            if (status.startsWith("200")) {
                assertThat(answer).startsWith("HTTP/1.1 502 ");
            } else {
                assertThat(answer)
                        .startsWith("HTTP/1.1 " + status + "\r\n")
                        .contains("postern-error-source: target\r\n")
                        .contains("X-A: 1\r\n")
                        .doesNotContainIgnoringCase("authenticate");
            }
        }
    }

    @Test
    void upgradeWhenOneClientHasEveryConnectionInUseThenAnothersIsOpened() throws Exception {
        DisposableServer target = target(null, (in, out) -> in.receive().then());
        try (GatewayFixture gateway = new GatewayFixture(
                OneLoop.resources(),
                "http://127.0.0.1:" + target.port(),
                GatedTarget.ofOneLoop("max-connections=1", "max-wait=300ms"))) {
            Connection holding = open(gateway);
            gateway.clientId = "client_2";
            Connection other = open(gateway);
            assertThat(upgrades).hasSize(2);
            other.disposeNow();
            holding.disposeNow();
        } finally {
            target.disposeNow();
        }
    }

    private static Connection open(GatewayFixture gateway) {
        return java.util.Objects.requireNonNull(caller(gateway, null).connect().block(Duration.ofSeconds(10)));
    }

    @Test
    void upgradeWhenNothingListensThenItIsRefusedLikeACall() throws Exception {
        try (GatewayFixture gateway = new GatewayFixture("http://127.0.0.1:1")) {
            assertThat(RawCaller.exchange(gateway.port(), upgradeRequest())).startsWith("HTTP/1.1 502 ");
            assertThat(gateway.nextRefusal().code())
                    .isEqualTo(io.postern.gateway.failure.RefusalCode.UPSTREAM_UNREACHABLE);
        }
    }

    @Test
    void upgradeWhenTheAddressIsRefusedThenNoConnectionIsMade() throws Exception {
        try (RawTarget target = RawTarget.answering("HTTP/1.1 200 OK\r\n\r\n");
                GatewayFixture gateway = new GatewayFixture(
                        target.url(),
                        new io.postern.core.address.AddressGuard(List.of())::refusal,
                        io.netty.resolver.DefaultAddressResolverGroup.INSTANCE)) {
            assertThat(RawCaller.exchange(gateway.port(), upgradeRequest())).startsWith("HTTP/1.1 502 ");
            assertThat(target.connections).hasValue(0);
        }
    }

    private static String upgradeRequest() {
        return String.join(
                "\r\n",
                "GET /ws HTTP/1.1",
                "Host: gateway",
                "Upgrade: websocket",
                "Connection: Upgrade, close",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "",
                "");
    }

    private DisposableServer target(@Nullable String protocols, Handler handler) {
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().handlePing(true);
        if (protocols != null) {
            spec.protocols(protocols);
        }
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> {
                    upgrades.add(request.requestHeaders().copy().set("uri", request.uri()));
                    return response.sendWebsocket(
                            (in, out) -> {
                                in.receiveCloseStatus()
                                        .defaultIfEmpty(WebSocketCloseStatus.ABNORMAL_CLOSURE)
                                        .subscribe(targetSawClose::add);
                                return handler.handle(in, out);
                            },
                            spec.build());
                })
                .bindNow();
    }

    private static HttpClient.WebsocketReceiver<?> caller(GatewayFixture gateway, @Nullable String protocols) {
        WebsocketClientSpec.Builder spec = WebsocketClientSpec.builder().handlePing(true);
        if (protocols != null) {
            spec.protocols(protocols);
        }
        return HttpClient.newConnection()
                .headers(headers -> headers.set("x-injected", "secret"))
                .websocket(spec.build())
                .uri("ws://127.0.0.1:" + gateway.port() + "/ws");
    }

    private static WebSocketCloseStatus closeSeenByCaller(GatewayFixture gateway) {
        BlockingQueue<WebSocketCloseStatus> seen = new LinkedBlockingQueue<>();
        caller(gateway, null)
                .handle((in, out) -> {
                    in.receiveCloseStatus().subscribe(seen::add);
                    return in.receiveFrames().doOnNext(WebSocketFrame::touch).then();
                })
                .then()
                .block(Duration.ofSeconds(10));
        WebSocketCloseStatus status = seen.poll();
        assertThat(status).isNotNull();
        return status;
    }
}
