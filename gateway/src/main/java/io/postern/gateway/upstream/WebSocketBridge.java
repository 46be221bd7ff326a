package io.postern.gateway.upstream;

import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.ENDPOINT_UNAVAILABLE;
import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.INTERNAL_SERVER_ERROR;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.postern.gateway.connection.LingeringClose;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** The two sides of an open WebSocket: frames pass both ways as they are, and each side closes as the other one did. */
final class WebSocketBridge {

    private final Side caller;
    private final Side target;
    private final Runnable closed;
    private final FramePump toTarget;
    private final FramePump toCaller;

    /** One end of it. */
    record Side(Channel channel, WebsocketInbound in, WebsocketOutbound out) {

        /** Of a connection whose upgrade was answered. */
        static Side of(Connection connection) {
            return new Side(connection.channel(), (WebsocketInbound) connection, (WebsocketOutbound) connection);
        }
    }

    /**
     * @param moved runs with every frame
     * @param closed runs when a side was closed, or could not be any more: the first time, the WebSocket is over
     */
    WebSocketBridge(Side caller, Side target, Runnable moved, Runnable closed) {
        this.caller = caller;
        this.target = target;
        this.closed = closed;
        LingeringClose.install(caller.channel());
        LingeringClose.install(target.channel());
        this.toTarget = pump(caller, target, moved, ENDPOINT_UNAVAILABLE);
        this.toCaller = pump(target, caller, moved, INTERNAL_SERVER_ERROR);
    }

    /** @param ifVanished how the other side is closed where the one that is read from is gone without a word, or sends what is no frame */
    private FramePump pump(Side from, Side to, Runnable moved, WebSocketCloseStatus ifVanished) {
        return new FramePump(
                to.channel(),
                moved,
                () -> passClose(from.in(), to.out(), ifVanished),
                () -> close(to.out(), ifVanished));
    }

    void start() {
        caller.in().receiveFrames().subscribe(toTarget);
        target.in().receiveFrames().subscribe(toCaller);
    }

    /** What frames carried to the target so far, in bytes. */
    long sent() {
        return toTarget.bytes();
    }

    /** And to the caller. */
    long received() {
        return toCaller.bytes();
    }

    /** Closes both sides, which were not asked to. */
    void close() {
        close(caller.out(), ENDPOINT_UNAVAILABLE);
        close(target.out(), ENDPOINT_UNAVAILABLE);
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
        closing.subscribe(nothing -> {}, gone -> closed.run(), closed);
    }
}
