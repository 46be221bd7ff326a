package io.postern.gateway.upstream;

import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.ENDPOINT_UNAVAILABLE;
import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.INTERNAL_SERVER_ERROR;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.postern.core.proxy.CallTimeouts;
import io.postern.gateway.connection.EndlessAnswer;
import io.postern.gateway.connection.LingeringClose;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.OutboundRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
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

/** One WebSocket through the gateway, on the caller's event loop. */
final class WebSocketCall {

    private static final String PROTOCOLS = "sec-websocket-protocol";

    private final Caller caller;
    private final HttpClient client;
    private OutboundRequest request;
    private Reauthorisation reauthorisation;
    private final CallTimeouts timeouts;
    private final TargetBreakers.Permit permit;
    private final int maxFrame;
    private final MonoSink<UpstreamResult> sink;
    private final CallClock clock;
    private final long began = System.nanoTime();
    private final Sinks.Empty<Void> closed = Sinks.unsafe().empty();

    private @Nullable Disposable running;
    private @Nullable Connection target;
    private String waitingFor = "connecting";
    private boolean open;
    private boolean ended;
    private int status;
    private @Nullable FramePump toTarget;
    private @Nullable FramePump toCaller;
    private @Nullable Runnable closeBoth;
    private long firstByte;

    WebSocketCall(
            UpstreamCall.Way way,
            HttpClient client,
            OutboundRequest request,
            int maxFrame,
            MonoSink<UpstreamResult> sink) {
        this.caller = way.caller();
        this.client = client;
        this.request = request;
        this.timeouts = way.plan().timeouts();
        this.permit = way.permit();
        this.reauthorisation = way.reauthorisation();
        this.maxFrame = maxFrame;
        this.sink = sink;
        this.clock = new CallClock(caller.loop(), this::expired);
    }

    void start() {
        sink.onCancel(this::cancelled);
        connect();
    }

    private void connect() {
        waitingFor = "connecting";
        clock.allow(timeouts.connectMillis());
        String offered = caller.request().requestHeaders().get(PROTOCOLS);
        WebsocketClientSpec.Builder spec =
                WebsocketClientSpec.builder().handlePing(true).compress(false).maxFramePayloadLength(maxFrame);
        if (offered != null) {
            spec.protocols(offered);
        }
        Disposable connecting = client.doOnRequest(this::head)
                .websocket(spec.build())
                .uri(request.requestTarget())
                .connect()
                .flatMap(this::accept)
                .subscribe(nothing -> {}, this::failed);
        if (!ended) {
            running = connecting;
        }
    }

    private void head(HttpClientRequest head, Connection connection) {
        waitingFor = "the answer to the upgrade";
        clock.allow(timeouts.firstByteMillis());
        HttpHeaders to = head.requestHeaders();
        to.clear();
        HttpHeaders from = request.headers();
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
        to.set(HttpHeaderNames.HOST, request.target().authority());
        ConnectionGuard guard = ConnectionGuard.of(connection.channel());
        if (guard != null && !to.contains(HttpHeaderNames.ORIGIN)) {
            guard.sendNoOrigin();
        }
    }

    private Mono<Void> accept(Connection connection) {
        permit.answered();
        target = connection;
        status = 101;
        firstByte = System.nanoTime() - began;
        clock.allow(timeouts.idleMillis());
        WebsocketServerSpec.Builder spec =
                WebsocketServerSpec.builder().handlePing(true).compress(false).maxFramePayloadLength(maxFrame);
        String chosen = ((WebsocketInbound) connection).selectedSubprotocol();
        if (chosen != null) {
            spec.protocols(chosen);
        }
        open = true;
        HttpHeaders answer = caller.response().responseHeaders();
        AnswerHead.copy(((WebsocketInbound) connection).headers(), answer);
        answer.remove(HttpHeaderNames.CONTENT_LENGTH);
        AnswerHead.mark(status, answer);
        return caller.response().sendWebsocket(this::bridge, spec.build());
    }

    private Publisher<Void> bridge(WebsocketInbound callerIn, WebsocketOutbound callerOut) {
        Connection connection = Objects.requireNonNull(target);
        WebsocketInbound targetIn = (WebsocketInbound) connection;
        WebsocketOutbound targetOut = (WebsocketOutbound) connection;
        LingeringClose.install(caller.channel());
        LingeringClose.install(connection.channel());
        toTarget = new FramePump(
                connection.channel(),
                this::moved,
                () -> passClose(callerIn, targetOut, ENDPOINT_UNAVAILABLE),
                () -> close(targetOut, ENDPOINT_UNAVAILABLE));
        toCaller = new FramePump(
                caller.channel(),
                this::moved,
                () -> passClose(targetIn, callerOut, INTERNAL_SERVER_ERROR),
                () -> close(callerOut, INTERNAL_SERVER_ERROR));
        closeBoth = () -> {
            close(callerOut, ENDPOINT_UNAVAILABLE);
            close(targetOut, ENDPOINT_UNAVAILABLE);
        };
        EndlessAnswer.webSocket(caller.channel(), closeBoth);
        callerIn.receiveFrames().subscribe(toTarget);
        targetIn.receiveFrames().subscribe(toCaller);
        return closed.asMono();
    }

    private void moved() {
        clock.allow(timeouts.idleMillis());
    }

    /** Closes one side as the other one did, after the frames that came before. */
    private void passClose(WebsocketInbound from, WebsocketOutbound to, WebSocketCloseStatus ifVanished) {
        from.receiveCloseStatus()
                .defaultIfEmpty(ifVanished)
                .subscribe(status -> close(to, status), gone -> close(to, ifVanished));
    }

    private void close(WebsocketOutbound to, WebSocketCloseStatus status) {
        Mono<Void> closing = WebSocketCloseStatus.isValidStatusCode(status.code())
                ? to.sendClose(status.code(), status.reasonText())
                : to.sendClose();
        closing.subscribe(nothing -> {}, gone -> finish(), this::finish);
    }

    private void failed(Throwable failure) {
        if (ended) {
            return;
        }
        if (open) {
            caller.cut();
            stop();
            finish();
            return;
        }
        if (failure instanceof WebSocketClientHandshakeException refused) {
            HttpResponse answer = refused.response();
            // One that looks like a success and is no upgrade can't be passed on: the caller would take it for its own
            // page.
            if (answer != null && answer.status().code() == 401 && reauthorisation != Reauthorisation.NONE) {
                reauthorise(answer);
                return;
            }
            if (answer != null && answer.status().code() >= 300) {
                passRefusal(answer);
                return;
            }
        }
        refuse(UpstreamFailures.refusal(failure, request), failure);
    }

    /** Connects once more, if there is another token before the call's time is over; else the 401 passes after all. */
    private void reauthorise(HttpResponse answer) {
        Mono<Optional<OutboundRequest>> another = reauthorisation.again();
        reauthorisation = Reauthorisation.NONE;
        clock.allow(2L * timeouts.firstByteMillis());
        running = another.timeout(
                        Duration.ofMillis(timeouts.firstByteMillis()), Mono.just(Optional.empty()), caller.scheduler())
                .onErrorReturn(Optional.empty())
                .publishOn(caller.scheduler())
                .subscribe(next -> reconnect(next, answer));
    }

    private void reconnect(Optional<OutboundRequest> next, HttpResponse answer) {
        if (ended) {
            return;
        }
        if (next.isPresent()) {
            request = next.get();
            connect();
        } else {
            passRefusal(answer);
        }
    }

    private void passRefusal(HttpResponse answer) {
        permit.answered();
        status = answer.status().code();
        firstByte = System.nanoTime() - began;
        AnswerHead.writeWithoutBody(answer.status(), answer.headers(), caller.response());
        caller.response().keepAlive(false);
        running = caller.response().send().subscribe(nothing -> {}, failure -> finish(), this::finish);
    }

    private void expired() {
        Runnable closing = closeBoth;
        if (closing != null) {
            closing.run();
            return;
        }
        stop();
        Refusal refusal = UpstreamFailures.timeout(waitingFor, request.target());
        refuse(refusal, new RefusedException(refusal));
    }

    private void refuse(Refusal refusal, Throwable failure) {
        ended = true;
        clock.stop();
        if (UpstreamFailures.counts(refusal)) {
            permit.failed(failure);
        } else {
            permit.release();
        }
        sink.error(new RefusedException(refusal));
    }

    private void finish() {
        if (ended) {
            return;
        }
        ended = true;
        clock.stop();
        permit.release();
        closed.tryEmitEmpty();
        long sent = toTarget == null ? 0 : toTarget.bytes();
        long received = toCaller == null ? 0 : toCaller.bytes();
        sink.success(new UpstreamResult(status, sent, received, Duration.ofNanos(firstByte), true));
    }

    private void cancelled() {
        if (!caller.loop().inEventLoop()) {
            caller.loop().execute(this::cancelled);
            return;
        }
        if (!ended) {
            ended = true;
            clock.stop();
            permit.release();
            stop();
        }
    }

    private void stop() {
        if (running != null) {
            running.dispose();
        }
        if (target != null) {
            target.dispose();
        }
    }
}
