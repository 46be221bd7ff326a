package io.postern.gateway.inject.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/**
 * The examples in S3's API reference ("Signature Calculations for the Authorization Header", in a single chunk and in
 * multiple chunks), with the keys and signatures that stand there.
 */
class AwsPublishedS3ExamplesTest {

    private static SigningKey key() {
        return SigningKey.of(
                SecretValue.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                Instant.parse("2013-05-24T00:00:00Z"),
                "us-east-1",
                "s3");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            GET | /test.txt        | Range: bytes=0-9 | '' | '' | f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41
            PUT | /test$file.text  | Date: Fri, 24 May 2013 00:00:00 GMT; x-amz-storage-class: REDUCED_REDUNDANCY | '' | Welcome to Amazon S3. | 98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd
            GET | /                | '' | lifecycle           | '' | fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543
            GET | /                | '' | max-keys=2&prefix=J | '' | 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7
            """)
    void signWhenExampleOfSingleChunkThenSignatureIsAsPublished(
            String method, String path, String fields, String query, String body, String signature) {
        String payload = SigningKey.sha256(body.getBytes(StandardCharsets.UTF_8));
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "examplebucket.s3.amazonaws.com")
                .add("x-amz-date", "20130524T000000Z")
                .add("x-amz-content-sha256", payload);
        for (String field : fields.isEmpty() ? new String[0] : fields.split("; ")) {
            headers.add(field.substring(0, field.indexOf(':')), field.substring(field.indexOf(':') + 2));
        }

        CanonicalRequest request = CanonicalRequest.of(
                method, path, query.isEmpty() ? List.of() : List.of(query.split("&")), headers, "s3", payload);

        assertThat(key().sign(request)).isEqualTo(signature);
    }

    private static String seed(SigningKey key) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Host", "s3.amazonaws.com")
                .add("x-amz-date", "20130524T000000Z")
                .add("x-amz-storage-class", "REDUCED_REDUNDANCY")
                .add("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                .add("Content-Encoding", "aws-chunked")
                .add("x-amz-decoded-content-length", "66560")
                .add("Content-Length", "66824");
        return key.sign(CanonicalRequest.of(
                "PUT",
                "/examplebucket/chunkObject.txt",
                List.of(),
                headers,
                "s3",
                "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));
    }

    @ParameterizedTest(name = "in pieces of {0} bytes")
    @ValueSource(ints = {1, 1000, 65_536, 65_537, 66_560})
    void applyWhenExampleOfMultipleChunksThenEachSignatureIsAsPublished(int pieceBytes) {
        SigningKey key = key();
        String seed = seed(key);
        assertThat(seed).isEqualTo("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
        AwsChunkedBody body = new AwsChunkedBody(66_560, 65_536, key);
        body.seed(seed);

        String sent = text(body, pieces(66_560, pieceBytes));

        assertThat(sent)
                .isEqualTo(
                        "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                                + "a".repeat(65_536)
                                + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                                + "a".repeat(1024)
                                + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n");
        assertThat(body.length()).isEqualTo(66_824);
    }

    @ParameterizedTest(name = "a body of {0} bytes")
    @ValueSource(ints = {1, 7, 8, 9, 16, 250, 4096})
    void applyWhenBodyIsOfAnyLengthThenLengthIsWhatIsSent(int bytes) {
        AwsChunkedBody body = new AwsChunkedBody(bytes, 8, key());
        body.seed(seed(key()));

        assertThat(text(body, pieces(bytes, 100))).hasSize(Math.toIntExact(body.length()));
    }

    @Test
    void applyWhenCallerSendsLessThanItSaidThenNoLastChunkIsMade() {
        AwsChunkedBody body = new AwsChunkedBody(100, 8, key());
        body.seed(seed(key()));
        List<String> sent = new ArrayList<>();

        assertThatThrownBy(() -> body.apply(pieces(99, 10))
                        .map(piece -> text(piece))
                        .doOnNext(sent::add)
                        .blockLast())
                .hasMessageContaining("before its length");
        assertThat(String.join("", sent)).doesNotContain("\r\n0;chunk-signature");
    }

    @Test
    void applyWhenItEndsEarlyThenWhatItHeldIsReleased() {
        List<ByteBuf> pieces = new ArrayList<>();
        AwsChunkedBody body = new AwsChunkedBody(1000, 64, key());
        body.seed(seed(key()));

        body.apply(pieces(1000, 10).doOnNext(pieces::add))
                .map(piece -> text(piece))
                .take(2)
                .blockLast();

        assertThat(pieces).isNotEmpty().allMatch(piece -> piece.refCnt() == 0);
    }

    private static Flux<ByteBuf> pieces(int bytes, int pieceBytes) {
        return Flux.generate(() -> bytes, (left, sink) -> {
            if (left == 0) {
                sink.complete();
                return left;
            }
            int size = Math.min(left, pieceBytes);
            ByteBuf piece = PooledByteBufAllocator.DEFAULT.buffer(size);
            sink.next(piece.writeBytes("a".repeat(size).getBytes(StandardCharsets.US_ASCII)));
            return left - size;
        });
    }

    private static String text(AwsChunkedBody body, Flux<ByteBuf> pieces) {
        ByteBuf all = body.apply(pieces)
                .reduce(Unpooled.buffer(), (whole, piece) -> {
                    whole.writeBytes(piece);
                    piece.release();
                    return whole;
                })
                .block();
        return text(all == null ? Unpooled.EMPTY_BUFFER : all);
    }

    private static String text(ByteBuf piece) {
        String text = piece.toString(StandardCharsets.US_ASCII);
        piece.release();
        return text;
    }
}
