package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.postern.gateway.failure.RefusedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class RequestLineGuardTest {

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new RequestLineGuard(Duration.ofSeconds(75), new ServerConnections(), refusal -> "id"));

    @Test
    void readWhenMoreWaitThanAnyClientSendsAheadThenTheRestIsRefusedAfterThem() {
        for (int i = 0; i < 200; i++) {
            channel.writeInbound(request());
        }
        for (int i = 0; i < 128; i++) {
            assertThat(channel.inboundMessages()).as("one at a time").hasSize(i + 1);
            assertThat(channel.outboundMessages()).hasSize(i);
            channel.writeOutbound(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
            tellThatItIsDoneWith();
        }
        assertThat(channel.outboundMessages()).hasSize(129);
        assertThat(channel.outboundMessages())
                .last()
                .isInstanceOfSatisfying(
                        FullHttpResponse.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(HttpResponseStatus.BAD_REQUEST));
    }

    @Test
    void readWhenContentIsBrokenThenItFailsWhoeverTakesItAndNothingFollows() {
        HttpContent broken = new DefaultHttpContent(Unpooled.EMPTY_BUFFER);
        broken.setDecoderResult(DecoderResult.failure(new NumberFormatException("zz")));
        channel.writeInbound(request(), broken, new DefaultHttpContent(Unpooled.EMPTY_BUFFER), request());

        assertThat(channel.<Object>readInbound()).isInstanceOf(HttpRequest.class);
        ByteBufHolder content = channel.readInbound();
        Assertions.assertThatThrownBy(content::content).isInstanceOf(RefusedException.class);
        assertThat(content.toString()).isEqualTo("BrokenBody");
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void readWhenABodyIsSentAheadThenItFollowsItsRequestAndTheConnectionIsNotReadMeanwhile() {
        HttpContent piece = new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[40_000]));
        HttpContent another = new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[40_000]));
        HttpRequest first = request();
        HttpRequest second = request();
        HttpRequest third = request();
        channel.writeInbound(first, LastHttpContent.EMPTY_LAST_CONTENT, second, piece);
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.writeInbound(another, LastHttpContent.EMPTY_LAST_CONTENT, third);
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(channel.inboundMessages()).containsExactly(first, LastHttpContent.EMPTY_LAST_CONTENT);
        channel.inboundMessages().clear();

        tellThatItIsDoneWith();
        assertThat(channel.inboundMessages()).as("there is no answer yet").isEmpty();

        channel.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
        tellThatItIsDoneWith();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(channel.inboundMessages())
                .containsExactly(second, piece, another, LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void readWhenTheConnectionEndsThenWhatWasSentAheadIsReleased() {
        HttpContent piece = new DefaultHttpContent(Unpooled.buffer(10).writeZero(10));
        channel.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT, request(), piece);
        channel.close().syncUninterruptibly();
        assertThat(piece.refCnt()).isZero();
    }

    @Test
    void idleWhenACallerSendsAheadAndDoesNotTakeItsAnswerThenTheConnectionEnds() {
        channel.freezeTime();
        channel.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT);
        pass(1000);
        assertThat(channel.isOpen()).as("a call takes the time it takes").isTrue();

        channel.writeInbound(request(), LastHttpContent.EMPTY_LAST_CONTENT);
        // It is written, and the server is not done with it, since the caller does not read.
        channel.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
        pass(74);
        assertThat(channel.isOpen()).isTrue();
        pass(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void writeWhenTheCallerSpeaksHttp10ThenAnAnswerWithoutALengthEndsWithTheConnection() {
        channel.writeInbound(oldRequest(), LastHttpContent.EMPTY_LAST_CONTENT, oldRequest());
        HttpResponse answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().set("Transfer-Encoding", "chunked").set("Connection", "keep-alive");
        channel.writeOutbound(
                answer,
                new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[5])),
                LastHttpContent.EMPTY_LAST_CONTENT);
        channel.runPendingTasks();

        assertThat(answer.headers().get("Transfer-Encoding")).isNull();
        assertThat(answer.headers().get("Connection")).isEqualTo("close");
        assertThat(channel.inboundMessages()).as("no second request").hasSize(2);
        assertThat(channel.isOpen()).isFalse();
    }

    private void pass(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private static HttpRequest oldRequest() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/api/p");
    }

    private void tellThatItIsDoneWith() {
        channel.pipeline().fireUserEventTriggered("done");
        channel.runPendingTasks();
    }

    private static HttpRequest request() {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/api/p");
        request.headers().set("Host", "a").set("Transfer-Encoding", "chunked");
        return request;
    }
}
