package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import io.postern.gateway.connection.LostBody;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.upstream.http1.AnswerBody;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.MonoSink;

/**
 * An HTTP call on its way: connecting, sending, waiting, answering. The bytes pass in the very buffers they were read into.
 *
 * <p>Until the answer has begun, every failure is a refusal. Afterwards nothing can be taken back: the caller's connection
 * is closed in the middle of the message.
 */
final class ForwardedCall extends TargetCall {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private final Route route;
    private final long smallBody;
    private OutgoingBody body;
    private int retriesLeft;
    private boolean freshTry;
    private long headUntil;
    private @Nullable Attempt attempt;
    private @Nullable Future<?> pause;
    private boolean bodySent;
    private long requestBytes;
    private @Nullable PassedAnswer passed;
    private @Nullable Throwable callersFailure;
    private @Nullable Throwable answersFailure;

    /** @param smallBody answers up to this pass in one piece */
    ForwardedCall(
            UpstreamCall.Way way, Route route, OutboundRequest request, long smallBody, MonoSink<UpstreamResult> sink) {
        super(way, request, sink);
        this.route = route;
        this.smallBody = smallBody;
        this.body = OutgoingBody.of(request);
        boolean repeatable = body.none() && IDEMPOTENT.contains(request.method());
        this.freshTry = repeatable;
        this.retriesLeft = repeatable ? way.plan().retries() : 0;
    }

    /** This attempt and those that repeat it have the time of one. */
    @Override
    void connect() {
        long millis = (long) timeouts().connectMillis() + timeouts().firstByteMillis();
        headUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        attempt();
    }

    private void attempt() {
        bodySent = false;
        waitForHead("connecting", timeouts().connectMillis());
        Attempt next = new Attempt(this, request(), body);
        attempt = next;
        next.start(route);
    }

    private void waitForHead(String step, long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        // Nobody knows how long it takes to send what the caller sends; and it is sent once.
        waitUntil(step, !body.streams() && headUntil - until < 0 ? headUntil : until);
    }

    /** What the caller sends, as it is asked for. */
    Flux<ByteBuf> callersBody() {
        waitFor("sending the body", timeouts().idleMillis());
        return body.fromCaller(
                caller().request().receive().map(this::fromCaller).doOnError(failure -> callersFailure = failure));
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
        if (!isAnswered()) {
            waitForHead("the answer", timeouts().firstByteMillis());
        }
    }

    void answered(HttpResponse head, AnswerBody answer) {
        int status = head.status().code();
        targetAnswered(status);
        if (mayReauthorise(status)) {
            if (!body.streams()) {
                // Before the call's time is over; else the 401 passes after all.
                Duration rest = Duration.ofNanos(Math.max(1, headUntil - System.nanoTime()));
                reauthorise(rest, this::again, () -> pass(head, answer));
                return;
            }
            // What was streamed is gone. This call gets the 401, and those after it another token.
            reauthoriseOthers();
        }
        pass(head, answer);
    }

    private void again() {
        // What is left of the 401 is nobody's any more.
        stopAttempt();
        body = OutgoingBody.of(request());
        answersFailure = null;
        connect();
    }

    private void pass(HttpResponse head, AnswerBody answer) {
        if (answersFailure != null) {
            failedForGood(answersFailure);
            return;
        }
        answerPasses();
        waitFor("the rest of the answer", timeouts().idleMillis());
        if (!bodySent) {
            // What is left of the caller's body is not read any more, so no other request can follow it.
            caller().response().keepAlive(false);
        }
        passed = new PassedAnswer(this, caller(), head, answer);
        passed.start(request().method(), smallBody);
    }

    /** A piece of the answer came. */
    void pieceCame() {
        if (passed != null) {
            moved();
        }
    }

    /** All of it came. */
    void answerCame() {
        if (passed != null) {
            passed.allCame();
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
        if (isEnded() || failed != attempt) {
            return;
        }
        if (passed != null && passed.begun()) {
            truncate();
        } else if (!isAnswered()
                && freshTry
                && failed.onReusedConnection()
                && UpstreamFailures.lostConnection(failure)) {
            // The target closed it while it was unused. A new connection, or another one, will tell; once.
            freshTry = false;
            attempt();
        } else if (!isAnswered() && retriesLeft > 0 && UpstreamFailures.mayPass(failure)) {
            retriesLeft--;
            long millis = ThreadLocalRandom.current().nextLong(20, 100);
            pause = caller().loop().schedule(this::attempt, millis, TimeUnit.MILLISECONDS);
        } else {
            failedForGood(failure);
        }
    }

    private void failedForGood(Throwable failure) {
        if (callersFailure != null && LostBody.is(callersFailure)) {
            // Nobody waits for an answer, and the end of the connection ends the call.
            stopAttempt();
            caller().cut();
            return;
        }
        // What broke in the caller's body breaks the sending, too, under another name.
        giveUp(UpstreamFailures.refusal(callersFailure == null ? failure : callersFailure, request()));
    }

    private void giveUp(Refusal refusal) {
        end();
        stopAttempt();
        if (body.streams()) {
            caller().response().keepAlive(false);
        }
        refuse(refusal, callersFailure == null);
    }

    @Override
    void expired() {
        if (passed != null && passed.begun()) {
            truncate();
        } else {
            giveUp(timeout());
        }
    }

    /** What was passed on can't be taken back, and the rest does not come. */
    void truncate() {
        if (!isEnded()) {
            caller().cut();
            finish(false);
            stop();
        }
    }

    void finish(boolean completed) {
        if (!isEnded()) {
            end();
            stopAttempt();
            succeed(requestBytes, passed == null ? 0 : passed.bytes(), completed);
        }
    }

    @Override
    void stop() {
        stopAttempt();
        if (passed != null) {
            passed.stop();
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
