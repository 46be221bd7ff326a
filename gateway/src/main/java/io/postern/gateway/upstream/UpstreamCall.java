package io.postern.gateway.upstream;

import io.netty.channel.EventLoop;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.upstream.http1.AnswerBody;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/**
 * Step 8: sends exactly the request that the earlier steps made to its target and streams the answer to the caller.
 *
 * <p>Outcomes, for both kinds of calls:
 *
 * <ul>
 *   <li>a result: the target answered, whatever it answered. The answer has been passed on, see {@link AnswerHead}; where it
 *       could not be to its end, the caller's connection is closed, so that no caller takes a part for the whole;
 *   <li>{@link RefusedException}: nothing has been written. {@code ADDRESS_REFUSED}, {@code UPSTREAM_UNREACHABLE} (no such
 *       name, no connection, reset), {@code UPSTREAM_TLS_FAILED}, {@code UPSTREAM_BROKEN} (closed before an answer, or one that is
 *       not HTTP), {@code UPSTREAM_BUSY} (no connection free), {@code UPSTREAM_CIRCUIT_OPEN}, {@code UPSTREAM_TIMEOUT};
 *   <li>cancelled by a caller that went away: the connection to the target is closed.
 * </ul>
 *
 * <p>A call is sent once, with two exceptions, both only for GET, HEAD, OPTIONS, PUT and DELETE without a body and before an
 * answer has begun. A connection from the pool that turns out to be closed is replaced, once. And as often as the plan says
 * so, the call is sent again after a failure to reach the target; all of that within the time-outs of one call.
 *
 * <p>And a target that answers 401 is asked once more, whatever the method, where {@link Reauthorisation} has another token in time
 * and no byte of the body came from the caller while it was sent: it has not done what it refused.
 *
 * <p>The time-outs are the plan's: to connect, TLS and the wait for a free connection included; from the sent request to the
 * answer's head; and between any two pieces of a body, the caller's or the target's.
 *
 * <p>{@code Expect: 100-continue} is answered here, when the body is first read, and not passed on. Interim answers (1xx) and
 * trailers of a target do not pass.
 */
public final class UpstreamCall {

    private final GuardedHttpClients clients;
    private final TargetBreakers breakers;
    private final long smallBody;
    private final int maxFrame;
    private final @Nullable String publicUrl;

    /** @param publicUrl where apps reach the gateway, see {@link ProxyLinks}; null: nobody knows */
    public UpstreamCall(GuardedHttpClients clients, UpstreamProperties properties, @Nullable String publicUrl) {
        this.clients = clients;
        this.breakers = new TargetBreakers(properties.breaker());
        // A longer one would stop before it is whole.
        this.smallBody = Math.min(properties.smallBody().toBytes(), AnswerBody.READ_AHEAD);
        this.maxFrame = (int) properties.webSocket().maxFrame().toBytes();
        this.publicUrl = publicUrl;
    }

    TargetBreakers breakers() {
        return breakers;
    }

    /** What a call needs of its surroundings. */
    record Way(
            Caller caller,
            ProxyPlan plan,
            TargetBreakers.Permit permit,
            Reauthorisation reauthorisation,
            @Nullable ProxyLinks links) {}

    /** An HTTP call. Nothing is sent before the result is subscribed to, and it is to be subscribed to once. */
    public Mono<UpstreamResult> send(
            ServerWebExchange exchange, ProxyPlan plan, OutboundRequest request, Reauthorisation reauthorisation) {
        return onLoop(exchange, plan, request, reauthorisation, (way, sink) -> {
            Route route = clients.route(
                    plan.clientId(),
                    request.target(),
                    shown(plan, request),
                    way.caller().loop());
            new ForwardedCall(way, route, request, smallBody, sink).start();
        });
    }

    /**
     * A WebSocket: opened to the target first, and only then to the caller. Frames pass both ways as they are, pings, pongs
     * and the close code included; the subprotocol is the one that the target chose of the caller's. A target that refuses the
     * upgrade is passed on as its answer, without its body.
     */
    public Mono<UpstreamResult> upgrade(
            ServerWebExchange exchange, ProxyPlan plan, OutboundRequest request, Reauthorisation reauthorisation) {
        return onLoop(exchange, plan, request, reauthorisation, (way, sink) -> {
            HttpClient client = clients.client(
                    plan.clientId(),
                    request.target(),
                    shown(plan, request),
                    way.caller().loop());
            new WebSocketCall(way, client, request, maxFrame, sink).start();
        });
    }

    private static @Nullable ShownCertificate shown(ProxyPlan plan, OutboundRequest request) {
        return ShownCertificate.of(plan.injection().credentialId(), request.clientCertificate());
    }

    private Mono<UpstreamResult> onLoop(
            ServerWebExchange exchange,
            ProxyPlan plan,
            OutboundRequest request,
            Reauthorisation reauthorisation,
            BiConsumer<Way, MonoSink<UpstreamResult>> start) {
        Caller caller = Caller.of(exchange);
        EventLoop loop = caller.loop();
        Mono<UpstreamResult> call = Mono.create(sink -> {
            TargetBreakers.Permit permit = breakers.acquire(plan.target());
            if (permit == null) {
                sink.error(new RefusedException(UpstreamFailures.open(breakers, request.target())));
                return;
            }
            start.accept(new Way(caller, plan, permit, reauthorisation, ProxyLinks.of(publicUrl, plan)), sink);
        });
        return loop.inEventLoop() ? call : call.subscribeOn(Schedulers.fromExecutor(loop));
    }
}
