package io.postern.gateway.server;

import io.netty.channel.ChannelHandlerContext;
import io.postern.core.plan.ProxyPlan;
import io.postern.gateway.connection.EndlessAnswer;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.record.CallRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the stop of its server sees it: whether it takes one more request, and how what goes on in it is ended. One
 * for each connection, used on its event loop but for {@link #onItsLoop}.
 */
final class OpenConnection {

    private static final Refusal STOPPING =
            Refusal.of(RefusalCode.SHUTTING_DOWN, "The gateway is stopping; try again on another connection");

    private final RequestLineGuard guard;
    private final ServerConnections all;
    private final Function<Refusal, String> record;
    private @Nullable ChannelHandlerContext context;

    /** A request had begun to arrive when the server stopped taking new ones. */
    private boolean oneMore;

    OpenConnection(RequestLineGuard guard, ServerConnections all, Function<Refusal, String> record) {
        this.guard = guard;
        this.all = all;
        this.record = record;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a connection that is closed by then has nothing to end
    void opened(ChannelHandlerContext ctx) {
        context = ctx;
        all.opened(this);
        if (all.ending()) {
            // Taken by the listener as its last: its request may be on the way, and is told.
            ctx.executor().schedule(this::endIfIdle, 1, TimeUnit.SECONDS);
        }
    }

    void closed() {
        all.closed(this);
    }

    /**
     * Takes a request, if it still takes any.
     *
     * @throws RefusedException {@code shutting_down}
     */
    void takeRequest() {
        if (!takesRequests()) {
            throw new RefusedException(STOPPING);
        }
        oneMore = false;
    }

    boolean takesRequests() {
        return oneMore || !all.ending();
    }

    /** Whether the answer that begins asks the caller to come by another connection. */
    boolean movesCaller() {
        return all.moveCallers();
    }

    /** Runs on the connection's event loop, where it still has one. */
    void onItsLoop(Runnable step) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.executor().execute(step);
        }
    }

    /** Closes the connection if it has no call, and ends its WebSocket. A request that has begun to arrive is let in. */
    void endIfIdle() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        StrictRequestDecoder decoder = ctx.pipeline().get(StrictRequestDecoder.class);
        oneMore = decoder != null && decoder.inTheMiddle();
        EndlessAnswer endless = EndlessAnswer.on(ctx.channel());
        if (endless != null && !endless.waits()) {
            endless.end().run();
        } else if (!oneMore) {
            guard.endIfIdle(ctx);
        }
    }

    /** Ends its event stream or WebSocket, if the plan of that call does not stand any more. On any thread. */
    void endUnless(BiPredicate<ProxyPlan, Duration> stands) {
        ChannelHandlerContext ctx = context;
        if (ctx != null && EndlessAnswer.on(ctx.channel()) != null) {
            onItsLoop(() -> {
                EndlessAnswer endless = EndlessAnswer.on(ctx.channel());
                CallRecord call = CallUnderWay.on(ctx.channel());
                if (endless != null && call != null && !mayGoOn(call, stands)) {
                    breakOff(call);
                    endless.end().run();
                }
            });
        }
    }

    private static boolean mayGoOn(CallRecord call, BiPredicate<ProxyPlan, Duration> stands) {
        ProxyPlan plan = call.plan();
        return plan == null || stands.test(plan, Duration.ofNanos(System.nanoTime() - call.startedAtNanos()));
    }

    /** Ends whatever goes on, as orderly as its caller can understand it. */
    void cutOff() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        CallRecord call = CallUnderWay.on(ctx.channel());
        EndlessAnswer endless = EndlessAnswer.on(ctx.channel());
        if (endless != null) {
            breakOff(call);
            endless.end().run();
        } else if (guard.answerIsDue()) {
            guard.answerInItsPlace(ctx, STOPPING, refusedInItsPlace(call));
        } else {
            breakOff(call);
            ConnectionEnd.closeNow(ctx);
        }
    }

    private static void breakOff(@Nullable CallRecord call) {
        if (call != null) {
            call.cutOff();
        }
    }

    /** The id under which the call that is refused is recorded when it ends, which it does with its connection. */
    private String refusedInItsPlace(@Nullable CallRecord call) {
        if (call == null) {
            return record.apply(STOPPING);
        }
        call.refused(STOPPING);
        return call.requestId();
    }
}
