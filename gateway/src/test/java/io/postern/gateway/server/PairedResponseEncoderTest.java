package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedResponseEncoderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 128, 129, 300, 2048})
    void shortBodyGoesWithItsHeadInOneBuffer(int length) {
        FullHttpResponse answer = answer("x".repeat(length));
        List<String> written = written(HttpMethod.GET, answer);
        assertThat(written)
                .singleElement()
                .asString()
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\n" + "x".repeat(length));
        assertThat(answer.refCnt()).isZero();
    }

    @Test
    void longBodyIsNotCopied() {
        FullHttpResponse answer = answer("x".repeat(2049));
        ByteBuf body = answer.content();
        List<String> written = written(HttpMethod.GET, answer);
        assertThat(written).hasSize(2);
        assertThat(String.join("", written)).endsWith("\r\n\r\n" + "x".repeat(2049));
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void answerToHeadHasNoBody() {
        FullHttpResponse answer = answer("x".repeat(300));
        assertThat(written(HttpMethod.HEAD, answer))
                .singleElement()
                .asString()
                .contains("content-length: 300\r\n")
                .endsWith("\r\n\r\n");
        assertThat(answer.refCnt()).isZero();
    }

    @Test
    void chunksStayChunks() {
        FullHttpResponse answer = answer("abc");
        answer.headers().remove("content-length").set("transfer-encoding", "chunked");
        assertThat(String.join("", written(HttpMethod.GET, answer))).endsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        assertThat(answer.refCnt()).isZero();
    }

    private static FullHttpResponse answer(String body) {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.OK,
                Unpooled.directBuffer().writeBytes(body.getBytes(StandardCharsets.US_ASCII)));
        answer.headers().set("content-length", body.length());
        return answer;
    }

    /** What is sent, buffer by buffer. */
    private static List<String> written(HttpMethod method, FullHttpResponse answer) {
        EmbeddedChannel channel = new EmbeddedChannel(new PairedResponseEncoder(new ArrayDeque<>(List.of(method))));
        channel.writeOutbound(answer);
        List<String> written = new ArrayList<>();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            written.add(buffer.toString(StandardCharsets.US_ASCII));
            buffer.release();
        }
        channel.finishAndReleaseAll();
        return written;
    }
}
