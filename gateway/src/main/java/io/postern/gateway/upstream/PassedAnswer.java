package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.postern.gateway.connection.EndlessAnswer;
import io.postern.gateway.upstream.http1.AnswerBody;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A target's answer on its way to the caller: a short one in one piece with its head, once all of it has come; any other as
 * it comes, and no faster than the caller takes it.
 */
final class PassedAnswer implements CoreSubscriber<Void> {

    private static final String EVENT_STREAM = "text/event-stream";

    private final ForwardedCall call;
    private final Caller caller;
    private final HttpResponse head;
    private final AnswerBody body;
    private boolean begun;
    private long bytes;
    private @Nullable Subscription writing;

    PassedAnswer(ForwardedCall call, Caller caller, HttpResponse head, AnswerBody body) {
        this.call = call;
        this.caller = caller;
        this.head = head;
        this.body = body;
    }

    /**
     * @param method the request's
     * @param small the longest body that passes in one piece
     */
    void start(String method, long small) {
        long length = length(method);
        if (length < 0 || length > small) {
            stream(length);
        } else if (body.complete()) {
            inOnePiece();
        }
    }

    /** Of the body that will follow, in bytes; -1 where the head does not say. */
    private long length(String method) {
        int status = head.status().code();
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return 0;
        }
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    /** Whether anything of it may have been written. */
    boolean begun() {
        return begun;
    }

    /** Of the body that were passed on. */
    long bytes() {
        return bytes;
    }

    /** All of it has come. */
    void allCame() {
        if (!begun) {
            inOnePiece();
        }
    }

    /** Tells who writes the answer, who tells the call; false: nothing was written yet, and nobody is told. */
    boolean fail(Throwable failure) {
        if (begun) {
            body.fail(failure);
        }
        return begun;
    }

    void stop() {
        if (writing != null) {
            writing.cancel();
        }
    }

    private void inOnePiece() {
        begin();
        ByteBuf whole = body.whole();
        bytes = whole.readableBytes();
        caller.response().sendObject(whole).then().subscribe(this);
    }

    private void stream(long length) {
        begin();
        Flux<ByteBuf> pieces = body.into(caller.channel()).map(this::counted);
        if (length < 0 && isEventStream()) {
            pieces = untilTheStop(pieces);
        }
        caller.response()
                .send(pieces, length < 0 ? Flush.EACH : Flush.WHEN_IDLE)
                .then()
                .subscribe(this);
    }

    private void begin() {
        begun = true;
        AnswerHead.write(head.status(), head.headers(), caller.response(), call.links());
    }

    private ByteBuf counted(ByteBuf piece) {
        bytes += piece.readableBytes();
        call.moved();
        return piece;
    }

    private boolean isEventStream() {
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /** It may never end: when the gateway stops, it ends in order after the piece it is at. */
    private Flux<ByteBuf> untilTheStop(Flux<ByteBuf> pieces) {
        Sinks.Empty<Void> stop = Sinks.unsafe().empty();
        EndlessAnswer.stream(caller.channel(), stop::tryEmitEmpty);
        return pieces.takeUntilOther(stop.asMono()).doFinally(signal -> EndlessAnswer.ended(caller.channel()));
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        writing = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Void nothing) {}

    @Override
    public void onError(Throwable failure) {
        call.truncate();
    }

    @Override
    public void onComplete() {
        // A caller that left in the middle ends the writing without an error, and the reading with it.
        call.finish(body.handedOn());
    }

    /** When what was written is sent. A body of unknown length may be an event stream: each piece goes at once. */
    private enum Flush implements Predicate<ByteBuf> {
        EACH,
        WHEN_IDLE;

        @Override
        public boolean test(ByteBuf piece) {
            return this == EACH;
        }
    }
}
