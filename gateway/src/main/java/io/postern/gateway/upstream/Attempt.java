package io.postern.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.upstream.http1.Acquisition;
import io.postern.gateway.upstream.http1.AnswerBody;
import io.postern.gateway.upstream.http1.ConnectionTaker;
import io.postern.gateway.upstream.http1.Exchange;
import io.postern.gateway.upstream.http1.Http1Connection;
import io.postern.gateway.upstream.http1.RequestBody;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One try to get an answer: a connection, the request, and the answer's head, of which the call is told. */
final class Attempt implements ConnectionTaker, Exchange, RequestBody.End {

    private final ForwardedCall call;
    private final OutboundRequest request;
    private final OutgoingBody body;
    private @Nullable Acquisition acquisition;
    private @Nullable Http1Connection connection;
    private @Nullable RequestBody sending;
    private @Nullable AnswerBody answer;
    private boolean stopped;

    Attempt(ForwardedCall call, OutboundRequest request, OutgoingBody body) {
        this.call = call;
        this.request = request;
        this.body = body;
    }

    void start(Route route) {
        acquisition = route.acquire(this);
    }

    @Override
    public void connected(Http1Connection free) {
        connection = free;
        HttpMethod method = HttpMethod.valueOf(request.method());
        HttpHeaders headers = new DefaultHttpHeaders();
        request.writeHead(headers);
        String target = request.requestTarget();
        if (body.streams()) {
            free.send(new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target, headers), this);
            if (!stopped) {
                sending = new RequestBody(free, this);
                call.callersBody().subscribe(sending);
            }
        } else {
            call.sent();
            ByteBuf whole = body.none() ? Unpooled.EMPTY_BUFFER : body.buffer();
            free.send(
                    new DefaultFullHttpRequest(
                            HttpVersion.HTTP_1_1, method, target, whole, headers, EmptyHttpHeaders.INSTANCE),
                    this);
        }
    }

    @Override
    public void notConnected(Throwable failure) {
        stopped = true;
        call.failed(this, failure);
    }

    @Override
    public void sent() {
        call.sent();
    }

    @Override
    public void broken(Throwable failure) {
        if (!stopped) {
            stop();
            call.failed(this, failure);
        }
    }

    /** Whether the connection had served another call. */
    boolean onReusedConnection() {
        return connection != null && connection.reused();
    }

    @Override
    public void head(HttpResponse head) {
        answer = new AnswerBody(Objects.requireNonNull(connection));
        call.answered(head, answer);
    }

    @Override
    public void piece(ByteBuf bytes) {
        call.pieceCame();
        Objects.requireNonNull(answer).piece(bytes);
    }

    @Override
    public void end() {
        over();
        Objects.requireNonNull(answer).end();
        call.answerCame();
    }

    @Override
    public void failed(Throwable failure) {
        over();
        if (answer == null) {
            call.failed(this, failure);
        } else {
            call.answerFailed(failure);
        }
    }

    /** There is nothing more to be sent or read. */
    private void over() {
        stopped = true;
        if (sending != null) {
            sending.cancel();
        }
    }

    /** Ends it, wherever it is. Nothing of it is told any more. */
    void stop() {
        if (acquisition != null) {
            acquisition.cancel();
        }
        if (connection != null && !stopped) {
            connection.close();
        }
        over();
        if (answer != null) {
            answer.discard();
        }
    }
}
