package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.server.HttpServer;

/** What requests are must not depend on where the network cuts them. */
class StrictRequestDecoderTest {

    private static final String PIPELINED = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
            + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\r\nab"
            + "\r\nHEAD /3 HTTP/1.1\r\nHost: a\r\n\r\n"
            + "POST /4 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\r\nc\r\n0\r\nTrailer: t\r\n\r\n"
            + "\r\n\r\nGET /5 HTTP/1.1\r\n\r\n";

    /** One line for each request: its method, target and body; {@code broken} where it can't be read. */
    private static List<String> requests(List<byte[]> pieces) {
        EmbeddedChannel channel = new EmbeddedChannel(
                new StrictRequestDecoder(HttpServer.create().configuration().decoder(), new ArrayDeque<>()));
        pieces.forEach(piece -> channel.writeInbound(Unpooled.wrappedBuffer(piece)));
        List<String> found = new ArrayList<>();
        StringBuilder request = new StringBuilder();
        for (HttpObject object = channel.readInbound(); object != null; object = channel.readInbound()) {
            if (object.decoderResult().isFailure()) {
                found.add("broken");
                request.setLength(0);
                continue;
            }
            if (object instanceof HttpRequest head) {
                request.append(head.method()).append(' ').append(head.uri()).append(' ');
            }
            if (object instanceof HttpContent content) {
                request.append(content.content().toString(StandardCharsets.US_ASCII));
                content.release();
            }
            if (object instanceof LastHttpContent && request.length() > 0) {
                found.add(request.toString());
                request.setLength(0);
            }
        }
        channel.finishAndReleaseAll();
        return found;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static List<byte[]> cut(byte[] whole, int... at) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int to : at) {
            pieces.add(Arrays.copyOfRange(whole, from, to));
            from = to;
        }
        pieces.add(Arrays.copyOfRange(whole, from, whole.length));
        return pieces;
    }

    private static void assertTheSameWhereverItIsCut(String text, List<String> expected) {
        byte[] whole = octets(text);
        assertThat(requests(List.of(whole))).isEqualTo(expected);
        for (int at = 1; at < whole.length; at++) {
            assertThat(requests(cut(whole, at))).as("cut at %d", at).isEqualTo(expected);
            for (int second = at + 1; second < Math.min(at + 5, whole.length); second++) {
                assertThat(requests(cut(whole, at, second)))
                        .as("cut at %d and %d", at, second)
                        .isEqualTo(expected);
            }
        }
        int[] everywhere = new int[whole.length - 1];
        Arrays.setAll(everywhere, i -> i + 1);
        assertThat(requests(cut(whole, everywhere))).as("cut everywhere").isEqualTo(expected);
    }

    @Test
    void decodeWhenRequestsAreCutAnywhereThenTheyAreTheSame() {
        List<String> expected = List.of("GET /1 ", "POST /2 \r\nab", "HEAD /3 ", "POST /4 \r\nc", "GET /5 ");
        assertTheSameWhereverItIsCut(PIPELINED, expected);
        Random random = new Random(20261122);
        byte[] whole = octets(PIPELINED);
        for (int round = 0; round < 2_000; round++) {
            int[] at = random.ints(1 + random.nextInt(8), 1, whole.length)
                    .distinct()
                    .sorted()
                    .toArray();
            assertThat(requests(cut(whole, at))).as(Arrays.toString(at)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\n\r", "\r\r\n", "\r\n\n", "\r\n\r"})
    void decodeWhenALineEndBeforeARequestIsBrokenThenNothingOfItIsTakenWhereverItIsCut(String lineEnd) {
        assertTheSameWhereverItIsCut(lineEnd + "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", List.of("broken"));
        assertTheSameWhereverItIsCut(
                "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + lineEnd + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
                List.of("GET /1 ", "broken"));
    }
}
