package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.Future;
import io.postern.core.proxy.CallTimeouts;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.inbound.EndlessAnswer;
import io.postern.gateway.outbound.OutboundRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/**
 * One call on its way: connecting, sending, waiting, answering. All of it happens on the caller's event loop, so that its
 * fields need no care, and the bytes pass in the very buffers they were read into.
 *
 * <p>Until the answer has begun, every failure is a refusal. Afterwards nothing can be taken back: the caller's connection
 * is closed in the middle of the message.
 */
final class ForwardedCall {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");
    private static final String EVENT_STREAM = "text/event-stream";

    private final Caller caller;
    private final HttpClient client;
    private OutboundRequest request;
    private OutgoingBody body;
    private final CallTimeouts timeouts;
    private final TargetBreakers.Permit permit;
    private final long smallBody;
    private final MonoSink<UpstreamResult> sink;
    private final CallClock clock;
    private final long began = System.nanoTime();
    private final long headUntil;

    private int retriesLeft;
    private boolean freshTry;
    private Reauthorisation reauthorisation;
    private @Nullable Attempt attempt;
    private @Nullable Future<?> pause;
    private String waitingFor = "connecting";
    private boolean holding;
    private @Nullable ByteBuf held;
    private @Nullable Throwable callersFailure;
    private boolean bodySent;
    private boolean answerBegun;
    private boolean answerRead;
    private boolean ended;
    private int status;
    private long requestBytes;
    private long responseBytes;
    private long firstByte;

    ForwardedCall(UpstreamCall.Way way, Caller caller, OutboundRequest request, MonoSink<UpstreamResult> sink) {
        this.caller = caller;
        this.client = way.client();
        this.request = request;
        this.body = OutgoingBody.of(request);
        this.timeouts = way.plan().timeouts();
        this.permit = way.permit();
        this.smallBody = way.smallBody();
        this.reauthorisation = way.reauthorisation();
        this.sink = sink;
        this.clock = new CallClock(caller.loop(), this::expired);
        boolean repeatable = body.none() && IDEMPOTENT.contains(request.method());
        this.freshTry = repeatable;
        this.retriesLeft = repeatable ? way.plan().retries() : 0;
        this.headUntil =
                began + TimeUnit.MILLISECONDS.toNanos((long) timeouts.connectMillis() + timeouts.firstByteMillis());
    }

    void start() {
        sink.onCancel(this::cancelled);
        attempt();
    }

    private void attempt() {
        waitingFor = "connecting";
        bodySent = false;
        waitForHead(timeouts.connectMillis());
        Attempt next = new Attempt();
        attempt = next;
        client.request(HttpMethod.valueOf(request.method()))
                .uri(request.requestTarget())
                .send((head, out) -> send(next, head, out))
                .responseConnection(this::answer)
                .subscribe(next);
    }

    private void waitForHead(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        clock.until(retriesLeft > 0 && headUntil - until < 0 ? headUntil : until);
    }

    private Publisher<Void> send(Attempt sending, HttpClientRequest head, NettyOutbound out) {
        ConnectionGuard guard = ConnectionGuard.of(channel(out));
        sending.reusedConnection = guard != null && guard.reused();
        request.writeHead(head.requestHeaders());
        if (!body.streams()) {
            sent();
            if (body.none()) {
                return Mono.empty();
            }
            requestBytes = body.length();
            return out.sendObject(body.buffer());
        }
        waitingFor = "sending the body";
        clock.allow(timeouts.idleMillis());
        Flux<ByteBuf> received =
                caller.request().receive().map(this::fromCaller).doOnError(failure -> callersFailure = failure);
        Flux<ByteBuf> bytes = body.fromCaller(received).doOnComplete(this::sent);
        return out.send(bytes, body.length() < 0 ? Flush.EACH : Flush.WHEN_IDLE);
    }

    private void sent() {
        bodySent = true;
        if (!answerBegun) {
            waitingFor = "the answer";
            waitForHead(timeouts.firstByteMillis());
        }
    }

    private ByteBuf fromCaller(ByteBuf bytes) {
        requestBytes += bytes.readableBytes();
        clock.allow(timeouts.idleMillis());
        return bytes.retain();
    }

    private Publisher<Void> answer(HttpClientResponse head, Connection connection) {
        permit.answered();
        status = head.status().code();
        if (status == 401 && reauthorisation != Reauthorisation.NONE) {
            if (!body.streams()) {
                return reauthorise(head, connection);
            }
            // What was streamed is gone. This call gets the 401, and those after it another token.
            reauthorisation.again().onErrorComplete().subscribe();
        }
        return pass(head, connection);
    }

    /** Instead of the 401, if there is another token before the call's time is over; else the 401 after all. */
    private Publisher<Void> reauthorise(HttpClientResponse head, Connection connection) {
        Mono<Optional<OutboundRequest>> another = reauthorisation.again();
        reauthorisation = Reauthorisation.NONE;
        Duration rest = Duration.ofNanos(Math.max(1, headUntil - System.nanoTime()));
        clock.allow(rest.toMillis() + timeouts.firstByteMillis());
        return another.timeout(rest, Mono.just(Optional.empty()), caller.scheduler())
                .onErrorReturn(Optional.empty())
                .publishOn(caller.scheduler())
                .flatMapMany(next -> next.isPresent() ? again(next.get(), connection) : pass(head, connection));
    }

    private Mono<Void> again(OutboundRequest next, Connection refused) {
        return Mono.fromRunnable(() -> {
            request = next;
            body = OutgoingBody.of(next);
            status = 0;
            attempt();
            // What is left of the 401 is nobody's any more. After the new attempt has begun, so that its end is not the
            // call's.
            refused.dispose();
        });
    }

    private Publisher<Void> pass(HttpClientResponse head, Connection connection) {
        firstByte = System.nanoTime() - began;
        waitingFor = "the rest of the answer";
        clock.allow(timeouts.idleMillis());
        if (!bodySent) {
            // What is left of the caller's body is not read any more, so no other request can follow it.
            caller.response().keepAlive(false);
        }
        long length = length(head);
        if (length >= 0 && length <= smallBody) {
            return inOnePiece(head, connection);
        }
        Flux<ByteBuf> bytes =
                connection.inbound().receiveObject().map(this::toCaller).doOnComplete(() -> answerRead = true);
        if (length < 0 && isEventStream(head)) {
            bytes = untilTheStop(bytes);
        }
        begin(head);
        return caller.response()
                .send(bytes, length < 0 ? Flush.EACH : Flush.WHEN_IDLE)
                .then();
    }

    private static boolean isEventStream(HttpClientResponse head) {
        String type = head.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /** It may never end: when the gateway stops, it ends in order after the piece it is at. */
    private Flux<ByteBuf> untilTheStop(Flux<ByteBuf> bytes) {
        Sinks.Empty<Void> stop = Sinks.unsafe().empty();
        EndlessAnswer.stream(caller.channel(), stop::tryEmitEmpty);
        return bytes.takeUntilOther(stop.asMono()).doFinally(signal -> EndlessAnswer.ended(caller.channel()));
    }

    private Publisher<Void> inOnePiece(HttpClientResponse head, Connection connection) {
        holding = true;
        return connection.inbound().receiveObject().map(this::hold).then(Mono.defer(() -> {
            if (!holding) {
                return Mono.empty();
            }
            holding = false;
            ByteBuf whole = held == null ? Unpooled.EMPTY_BUFFER : held;
            held = null;
            answerRead = true;
            begin(head);
            return caller.response().sendObject(whole).then();
        }));
    }

    private Boolean hold(Object message) {
        ByteBuf piece = toCaller(message);
        if (!holding || !piece.isReadable()) {
            piece.release();
        } else if (held == null) {
            // Mostly there is no more.
            held = piece;
        } else {
            CompositeByteBuf pieces = held instanceof CompositeByteBuf several
                    ? several
                    : piece.alloc().compositeBuffer().addComponent(true, held);
            held = pieces.addComponent(true, piece);
        }
        return true;
    }

    private void begin(HttpClientResponse head) {
        answerBegun = true;
        AnswerHead.write(head.status(), head.responseHeaders(), caller.response());
    }

    private ByteBuf toCaller(Object message) {
        ByteBuf bytes = message instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) message;
        responseBytes += bytes.readableBytes();
        clock.allow(timeouts.idleMillis());
        return bytes.retain();
    }

    /** Of the body that will follow; -1 where the head does not say. */
    private long length(HttpClientResponse head) {
        if (request.method().equals("HEAD") || status == 204 || status == 304) {
            return 0;
        }
        String length = head.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    private void failed(Attempt failed, Throwable failure) {
        if (ended || failed != attempt) {
            return;
        }
        if (answerBegun) {
            truncate();
        } else if (status == 0 && freshTry && failed.reusedConnection && UpstreamFailures.lostConnection(failure)) {
            // The target closed it while it was unused. A new connection, or another one, will tell; once.
            freshTry = false;
            attempt();
        } else if (status == 0 && retriesLeft > 0 && UpstreamFailures.mayPass(failure)) {
            retriesLeft--;
            long millis = ThreadLocalRandom.current().nextLong(20, 100);
            pause = caller.loop().schedule(this::attempt, millis, TimeUnit.MILLISECONDS);
        } else {
            // What broke in the caller's body breaks the sending, too, under another name.
            Throwable cause = callersFailure == null ? failure : callersFailure;
            refuse(UpstreamFailures.refusal(cause, request), cause);
        }
    }

    private void expired() {
        stopAttempt();
        if (answerBegun) {
            truncate();
        } else {
            Refusal refusal = UpstreamFailures.timeout(waitingFor, request.target());
            refuse(refusal, new RefusedException(refusal));
        }
    }

    private void end() {
        ended = true;
        clock.stop();
        holding = false;
        if (held != null) {
            held.release();
            held = null;
        }
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

    private void truncate() {
        caller.cut();
        finish(false);
    }

    private void finish(boolean completed) {
        if (ended) {
            return;
        }
        end();
        permit.release();
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
            stopAttempt();
        }
    }

    private void stopAttempt() {
        if (pause != null) {
            pause.cancel(false);
        }
        if (attempt != null) {
            attempt.stop();
        }
    }

    private static Channel channel(NettyOutbound out) {
        return ((ChannelOperations<?, ?>) out).channel();
    }

    /** When what was written is sent. A body of unknown length may be an event stream: each piece goes at once. */
    private enum Flush implements Predicate<ByteBuf> {
        EACH,
        WHEN_IDLE;

        @Override
        public boolean test(ByteBuf bytes) {
            return this == EACH;
        }
    }

    private final class Attempt implements CoreSubscriber<Void> {

        private boolean reusedConnection;
        private @Nullable Subscription subscription;

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable failure) {
            failed(this, failure);
        }

        @Override
        public void onComplete() {
            if (this == attempt) {
                // A caller that left in the middle ends the writing without an error, and the reading with it.
                finish(answerRead);
            }
        }

        void stop() {
            attempt = null;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
