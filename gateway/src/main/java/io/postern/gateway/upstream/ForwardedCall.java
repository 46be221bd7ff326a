package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import io.postern.core.proxy.CallTimeouts;
import io.postern.gateway.connection.LostBody;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.upstream.http1.AnswerBody;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One call on its way: connecting, sending, waiting, answering. All of it happens on the caller's event loop, so that its
 * fields need no care, and the bytes pass in the very buffers they were read into.
 *
 * <p>Until the answer has begun, every failure is a refusal. Afterwards nothing can be taken back: the caller's connection
 * is closed in the middle of the message.
 */
final class ForwardedCall {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private final Caller caller;
    private final Route route;
    private final long smallBody;
    private OutboundRequest request;
    private OutgoingBody body;
    private final CallTimeouts timeouts;
    private final TargetBreakers.Permit permit;
    private final MonoSink<UpstreamResult> sink;
    private final CallClock clock;
    private final long began = System.nanoTime();

    private long headUntil;
    private int retriesLeft;
    private boolean freshTry;
    private Reauthorisation reauthorisation;
    private @Nullable Attempt attempt;
    private @Nullable Future<?> pause;
    private String waitingFor = "connecting";
    private @Nullable PassedAnswer passed;
    private @Nullable Throwable callersFailure;
    private @Nullable Throwable answersFailure;
    private boolean bodySent;
    private boolean ended;
    private int status;
    private long requestBytes;
    private long firstByte;

    /** @param smallBody answers up to this pass in one piece */
    ForwardedCall(
            UpstreamCall.Way way, Route route, OutboundRequest request, long smallBody, MonoSink<UpstreamResult> sink) {
        this.caller = way.caller();
        this.route = route;
        this.smallBody = smallBody;
        this.request = request;
        this.body = OutgoingBody.of(request);
        this.timeouts = way.plan().timeouts();
        this.permit = way.permit();
        this.reauthorisation = way.reauthorisation();
        this.sink = sink;
        this.clock = new CallClock(caller.loop(), this::expired);
        boolean repeatable = body.none() && IDEMPOTENT.contains(request.method());
        this.freshTry = repeatable;
        this.retriesLeft = repeatable ? way.plan().retries() : 0;
    }

    void start() {
        sink.onCancel(this::cancelled);
        firstAttempt();
    }

    /** It and those that repeat it have the time of one. */
    private void firstAttempt() {
        headUntil = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos((long) timeouts.connectMillis() + timeouts.firstByteMillis());
        attempt();
    }

    private void attempt() {
        waitingFor = "connecting";
        bodySent = false;
        waitForHead(timeouts.connectMillis());
        Attempt next = new Attempt(this, request, body);
        attempt = next;
        next.start(route);
    }

    private void waitForHead(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        // Nobody knows how long it takes to send what the caller sends; and it is sent once.
        clock.until(!body.streams() && headUntil - until < 0 ? headUntil : until);
    }

    /** What the caller sends, as it is asked for. */
    Flux<ByteBuf> callersBody() {
        waitingFor = "sending the body";
        clock.allow(timeouts.idleMillis());
        return body.fromCaller(
                caller.request().receive().map(this::fromCaller).doOnError(failure -> callersFailure = failure));
    }

    private ByteBuf fromCaller(ByteBuf bytes) {
        requestBytes += bytes.readableBytes();
        moved();
        return bytes.retain();
    }

    /** The whole request is. */
    void sent() {
        bodySent = true;
        if (!body.streams()) {
            requestBytes = body.length();
        }
        if (status == 0) {
            waitingFor = "the answer";
            waitForHead(timeouts.firstByteMillis());
        }
    }

    void answered(HttpResponse head, AnswerBody answer) {
        permit.answered();
        status = head.status().code();
        if (status == 401 && reauthorisation != Reauthorisation.NONE) {
            if (!body.streams()) {
                reauthorise(head, answer);
                return;
            }
            // What was streamed is gone. This call gets the 401, and those after it another token.
            reauthorisation.again().onErrorComplete().subscribe();
        }
        pass(head, answer);
    }

    /** Instead of the 401, if there is another token before the call's time is over; else the 401 after all. */
    private void reauthorise(HttpResponse head, AnswerBody answer) {
        Mono<Optional<OutboundRequest>> another = reauthorisation.again();
        reauthorisation = Reauthorisation.NONE;
        Duration rest = Duration.ofNanos(Math.max(1, headUntil - System.nanoTime()));
        clock.allow(rest.toMillis() + timeouts.firstByteMillis());
        another.timeout(rest, Mono.just(Optional.empty()), caller.scheduler())
                .onErrorReturn(Optional.empty())
                .publishOn(caller.scheduler())
                .subscribe(next -> {
                    if (ended) {
                        return;
                    }
                    if (next.isPresent()) {
                        again(next.get());
                    } else {
                        pass(head, answer);
                    }
                });
    }

    private void again(OutboundRequest next) {
        // What is left of the 401 is nobody's any more.
        stopAttempt();
        request = next;
        body = OutgoingBody.of(next);
        status = 0;
        answersFailure = null;
        firstAttempt();
    }

    private void pass(HttpResponse head, AnswerBody answer) {
        if (answersFailure != null) {
            failedForGood(answersFailure);
            return;
        }
        firstByte = System.nanoTime() - began;
        waitingFor = "the rest of the answer";
        moved();
        if (!bodySent) {
            // What is left of the caller's body is not read any more, so no other request can follow it.
            caller.response().keepAlive(false);
        }
        passed = new PassedAnswer(this, caller, head, answer);
        passed.start(length(head), smallBody);
    }

    /** Of the body that will follow; -1 where the head does not say. */
    private long length(HttpResponse head) {
        if (request.method().equals("HEAD") || status == 204 || status == 304) {
            return 0;
        }
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    /** Something came, or went: the call is alive. */
    void moved() {
        clock.allow(timeouts.idleMillis());
    }

    /** A piece of the answer came. */
    void read() {
        if (passed != null) {
            moved();
        }
    }

    /** All of it came. */
    void answerRead() {
        if (passed != null) {
            passed.read();
        }
    }

    /** The rest of it will not come. */
    void answerFailed(Throwable failure) {
        if (passed == null) {
            answersFailure = failure;
        } else if (!passed.fail(failure)) {
            failedForGood(failure);
        }
    }

    void failed(Attempt failed, Throwable failure) {
        if (ended || failed != attempt) {
            return;
        }
        if (passed != null && passed.begun()) {
            truncate();
        } else if (status == 0 && freshTry && failed.onReusedConnection() && UpstreamFailures.lostConnection(failure)) {
            // The target closed it while it was unused. A new connection, or another one, will tell; once.
            freshTry = false;
            attempt();
        } else if (status == 0 && retriesLeft > 0 && UpstreamFailures.mayPass(failure)) {
            retriesLeft--;
            long millis = ThreadLocalRandom.current().nextLong(20, 100);
            pause = caller.loop().schedule(this::attempt, millis, TimeUnit.MILLISECONDS);
        } else {
            failedForGood(failure);
        }
    }

    private void failedForGood(Throwable failure) {
        if (callersFailure != null && LostBody.is(callersFailure)) {
            // Nobody waits for an answer, and the end of the connection ends the call.
            stopAttempt();
            caller.cut();
            return;
        }
        // What broke in the caller's body breaks the sending, too, under another name.
        Throwable cause = callersFailure == null ? failure : callersFailure;
        refuse(UpstreamFailures.refusal(cause, request), cause);
    }

    private void expired() {
        if (passed != null && passed.begun()) {
            truncate();
        } else {
            Refusal refusal = UpstreamFailures.timeout(waitingFor, request.target());
            refuse(refusal, new RefusedException(refusal));
        }
    }

    private void end() {
        ended = true;
        clock.stop();
        stopAttempt();
    }

    private void refuse(Refusal refusal, Throwable failure) {
        end();
        if (callersFailure == null && UpstreamFailures.counts(refusal)) {
            permit.failed(failure);
        } else {
            permit.release();
        }
        if (body.streams()) {
            caller.response().keepAlive(false);
        }
        sink.error(new RefusedException(refusal));
    }

    /** What was passed on can't be taken back, and the rest does not come. */
    void truncate() {
        if (!ended) {
            caller.cut();
            finish(false);
            if (passed != null) {
                passed.stop();
            }
        }
    }

    void finish(boolean completed) {
        if (ended) {
            return;
        }
        end();
        permit.release();
        long responseBytes = passed == null ? 0 : passed.bytes();
        sink.success(new UpstreamResult(status, requestBytes, responseBytes, Duration.ofNanos(firstByte), completed));
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
            if (passed != null) {
                passed.stop();
            }
        }
    }

    private void stopAttempt() {
        if (pause != null) {
            pause.cancel(false);
        }
        Attempt last = attempt;
        attempt = null;
        if (last != null) {
            last.stop();
        }
    }
}
