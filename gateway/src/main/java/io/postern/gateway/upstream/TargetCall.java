package io.postern.gateway.upstream;

import io.netty.channel.EventLoop;
import io.postern.core.proxy.CallTimeouts;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.OutboundRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A call to a target, HTTP or WebSocket, from its start to its one end: a result, a refusal, or a caller that left. Whichever
 * comes first gives the breaker's permit back and stops the clock; what comes later is nobody's. All of it happens on the
 * caller's event loop, so that its fields need no care.
 */
abstract class TargetCall {

    private final Caller caller;
    private final CallTimeouts timeouts;
    private final TargetBreakers.Permit permit;
    private final @Nullable ProxyLinks links;
    private final MonoSink<UpstreamResult> sink;
    private final CallClock clock;
    private final long began = System.nanoTime();

    private OutboundRequest request;
    private Reauthorisation reauthorisation;
    private String waitingFor = "connecting";
    private int status;
    private long firstByte;
    private boolean ended;

    TargetCall(UpstreamCall.Way way, OutboundRequest request, MonoSink<UpstreamResult> sink) {
        this.caller = way.caller();
        this.timeouts = way.plan().timeouts();
        this.permit = way.permit();
        this.links = way.links();
        this.reauthorisation = way.reauthorisation();
        this.request = request;
        this.sink = sink;
        this.clock = new CallClock(caller.loop(), this::expired);
    }

    final void start() {
        sink.onCancel(this::cancelled);
        connect();
    }

    /** Takes the first step to the target. */
    abstract void connect();

    /** What was waited for took too long. */
    abstract void expired();

    /** Ends what still goes on, at the target and at the caller. */
    abstract void stop();

    final Caller caller() {
        return caller;
    }

    final CallTimeouts timeouts() {
        return timeouts;
    }

    /** What becomes of the answer's links to the target; null: nothing. */
    final @Nullable ProxyLinks links() {
        return links;
    }

    /** What is sent, as it is now: another one may take its place after a 401. */
    final OutboundRequest request() {
        return request;
    }

    /** For so many milliseconds, from now on. */
    final void waitFor(String what, long millis) {
        waitingFor = what;
        clock.allow(millis);
    }

    /** Until this {@link System#nanoTime()}. */
    final void waitUntil(String what, long nanoTime) {
        waitingFor = what;
        clock.until(nanoTime);
    }

    /** Something came, or went: the call is alive. */
    final void moved() {
        clock.allow(timeouts.idleMillis());
    }

    /** The target answered with this status: it is not to blame for what follows. */
    final void targetAnswered(int with) {
        permit.answered();
        status = with;
    }

    final boolean isAnswered() {
        return status != 0;
    }

    /** The answer that there is now is the one that is passed on. */
    final void answerPasses() {
        firstByte = System.nanoTime() - began;
    }

    /** Whether an answer with this status is a reason to ask for another token: once in a call. */
    final boolean mayReauthorise(int answer) {
        return answer == 401 && reauthorisation != Reauthorisation.NONE;
    }

    /**
     * Asks for another token. If the call has not ended meanwhile, either of the two runs.
     *
     * @param again when {@link #request()} is the one with the other token
     * @param inVain when there is none in time
     */
    final Disposable reauthorise(Duration atMost, Runnable again, Runnable inVain) {
        Mono<Optional<OutboundRequest>> another = reauthorisation.again();
        reauthorisation = Reauthorisation.NONE;
        clock.allow(atMost.toMillis() + timeouts.firstByteMillis());
        return another.timeout(atMost, Mono.just(Optional.empty()), caller.scheduler())
                .onErrorReturn(Optional.empty())
                .publishOn(caller.scheduler())
                .subscribe(given -> {
                    if (ended) {
                        return;
                    }
                    if (given.isPresent()) {
                        request = given.get();
                        status = 0;
                        again.run();
                    } else {
                        inVain.run();
                    }
                });
    }

    /** Asks for another token for those calls that come after this one. */
    final void reauthoriseOthers() {
        reauthorisation.again().onErrorComplete().subscribe();
    }

    final boolean isEnded() {
        return ended;
    }

    /** From now on nothing that happens changes how the call ended. */
    final void end() {
        ended = true;
        clock.stop();
    }

    /** The end of a call whose answer was passed on, to its end or not. */
    final void succeed(long requestBytes, long responseBytes, boolean completed) {
        permit.release();
        sink.success(new UpstreamResult(status, requestBytes, responseBytes, Duration.ofNanos(firstByte), completed));
    }

    /**
     * The end of a call of whose answer nothing was written.
     *
     * @param targets whether it may be the target's doing
     */
    final void refuse(Refusal refusal, boolean targets) {
        end();
        RefusedException refused = new RefusedException(refusal);
        if (targets && UpstreamFailures.counts(refusal)) {
            permit.failed(refused);
        } else {
            permit.release();
        }
        sink.error(refused);
    }

    /** What it means that it took too long. */
    final Refusal timeout() {
        return UpstreamFailures.timeout(waitingFor, request.target());
    }

    private void cancelled() {
        EventLoop loop = caller.loop();
        if (!loop.inEventLoop()) {
            loop.execute(this::cancelled);
            return;
        }
        if (!ended) {
            end();
            permit.release();
            stop();
        }
    }
}
