package io.postern.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.postern.gateway.connection.EndlessAnswer;
import io.postern.gateway.outbound.OutboundRequest;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** A WebSocket through the gateway: the target's side is opened first, and only then the caller's. */
final class WebSocketCall extends TargetCall {

    private static final String PROTOCOLS = "sec-websocket-protocol";

    private final HttpClient client;
    private final int maxFrame;
    private final Sinks.Empty<Void> closed = Sinks.unsafe().empty();

    private @Nullable Disposable running;
    private @Nullable Connection target;
    private @Nullable WebSocketBridge bridge;

    WebSocketCall(
            UpstreamCall.Way way,
            HttpClient client,
            OutboundRequest request,
            int maxFrame,
            MonoSink<UpstreamResult> sink) {
        super(way, request, sink);
        this.client = client;
        this.maxFrame = maxFrame;
    }

    @Override
    void connect() {
        waitFor("connecting", timeouts().connectMillis());
        // What the rules saw, and not what the caller's head has: it may be dropped from that.
        String offered = String.join(", ", request().headers().getAll(PROTOCOLS));
        WebsocketClientSpec.Builder spec =
                WebsocketClientSpec.builder().handlePing(true).compress(false).maxFramePayloadLength(maxFrame);
        if (!offered.isEmpty()) {
            spec.protocols(offered);
        }
        Disposable connecting = client.doOnRequest(this::head)
                .websocket(spec.build())
                .uri(request().requestTarget())
                .connect()
                .flatMap(this::accept)
                .subscribe(nothing -> {}, this::failed);
        if (!isEnded()) {
            running = connecting;
        }
    }

    private void head(HttpClientRequest head, Connection connection) {
        waitFor("the answer to the upgrade", timeouts().firstByteMillis());
        HttpHeaders to = head.requestHeaders();
        to.clear();
        HttpHeaders from = request().headers();
        to.add(from);
        for (CharSequence name : new CharSequence[] {
            HttpHeaderNames.CONNECTION,
            HttpHeaderNames.UPGRADE,
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.EXPECT,
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-extensions",
            PROTOCOLS
        }) {
            to.remove(name);
        }
        to.set(HttpHeaderNames.HOST, request().target().authority());
        ConnectionGuard guard = ConnectionGuard.of(connection.channel());
        if (guard != null) {
            guard.upgrades(to.contains(HttpHeaderNames.ORIGIN));
        }
    }

    private Mono<Void> accept(Connection connection) {
        targetAnswered(101);
        answerPasses();
        moved();
        WebsocketServerSpec.Builder spec =
                WebsocketServerSpec.builder().handlePing(true).compress(false).maxFramePayloadLength(maxFrame);
        target = connection;
        HttpHeaders answer = caller().response().responseHeaders();
        AnswerHead.copy(((WebsocketInbound) connection).headers(), answer);
        answer.remove(HttpHeaderNames.CONTENT_LENGTH);
        String chosen = ((WebsocketInbound) connection).selectedSubprotocol();
        if (chosen != null && !chosen.isEmpty()) {
            // Said here: Netty would look for it in the first of the caller's fields only.
            answer.set(PROTOCOLS, chosen);
        }
        AnswerHead.mark(101, answer);
        return caller().response().sendWebsocket(this::bridge, spec.build());
    }

    private Publisher<Void> bridge(WebsocketInbound callerIn, WebsocketOutbound callerOut) {
        Channel channel = caller().channel();
        WebSocketBridge both = new WebSocketBridge(
                new WebSocketBridge.Side(channel, callerIn, callerOut),
                WebSocketBridge.Side.of(Objects.requireNonNull(target)),
                this::moved,
                this::finish);
        bridge = both;
        EndlessAnswer.webSocket(channel, both::close);
        both.start();
        return closed.asMono();
    }

    private void failed(Throwable failure) {
        if (isEnded()) {
            return;
        }
        if (target != null) {
            caller().cut();
            stop();
            finish();
            return;
        }
        if (failure instanceof WebSocketClientHandshakeException refused) {
            HttpResponse answer = refused.response();
            // One that looks like a success and is no upgrade can't be passed on: the caller would take it for its own
            // page.
            if (answer != null && mayReauthorise(answer.status().code())) {
                reauthorise(answer);
                return;
            }
            if (answer != null && answer.status().code() >= 300) {
                passRefusal(answer);
                return;
            }
        }
        refuse(UpstreamFailures.refusal(failure, request()), true);
    }

    /** Connects once more, if there is another token before the call's time is over; else the 401 passes after all. */
    private void reauthorise(HttpResponse answer) {
        Duration atMost = Duration.ofMillis(timeouts().firstByteMillis());
        running = reauthorise(atMost, this::connect, () -> passRefusal(answer));
    }

    private void passRefusal(HttpResponse answer) {
        targetAnswered(answer.status().code());
        answerPasses();
        AnswerHead.writeWithoutBody(answer.status(), answer.headers(), caller().response(), links());
        caller().response().keepAlive(false);
        running = caller().response().send().subscribe(nothing -> {}, failure -> finish(), this::finish);
    }

    @Override
    void expired() {
        if (bridge != null) {
            bridge.close();
        } else {
            stop();
            refuse(timeout(), true);
        }
    }

    private void finish() {
        if (!isEnded()) {
            end();
            closed.tryEmitEmpty();
            succeed(bridge == null ? 0 : bridge.sent(), bridge == null ? 0 : bridge.received(), true);
        }
    }

    @Override
    void stop() {
        if (running != null) {
            running.dispose();
        }
        if (target != null) {
            target.dispose();
        }
    }
}
