package io.postern.gateway.inject.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class DecodedBodyTest {

    private static final String CODED = "7;chunk-signature=" + "a".repeat(64) + "\r\none two\r\n" + "C;chunk-signature="
            + "b".repeat(64) + "\r\n three\r\nfour\r\n0;chunk-signature=" + "c".repeat(64) + "\r\n\r\n";
    private static final String DATA = "one two three\r\nfour";

    private final List<ByteBuf> pieces = new ArrayList<>();

    private Flux<ByteBuf> pieces(String coded, int pieceBytes) {
        return Flux.range(0, (coded.length() + pieceBytes - 1) / pieceBytes).map(number -> {
            byte[] bytes = coded.substring(number * pieceBytes, Math.min(coded.length(), (number + 1) * pieceBytes))
                    .getBytes(StandardCharsets.US_ASCII);
            ByteBuf piece = PooledByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
            pieces.add(piece);
            return piece;
        });
    }

    private String decoded(String coded, int pieceBytes, int length) {
        StringBuilder text = new StringBuilder();
        new DecodedBody(length)
                .apply(pieces(coded, pieceBytes))
                .doOnNext(data -> {
                    pieces.add(data);
                    text.append(data.toString(StandardCharsets.US_ASCII));
                    data.release();
                })
                .blockLast();
        return text.toString();
    }

    @ParameterizedTest(name = "in pieces of {0} bytes")
    @ValueSource(ints = {1, 2, 3, 7, 64, 90, 1000})
    void applyThenDataIsWhatWasCodedWhereverItIsCut(int pieceBytes) {
        assertThat(decoded(CODED, pieceBytes, DATA.length())).isEqualTo(DATA);
        assertThat(pieces).allMatch(piece -> piece.refCnt() == 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "longer than announced, 18, 0",
        "shorter than announced, 20, 0",
        "cut off, 19, 2",
        "cut in the data, 19, 100"
    })
    void applyWhenTheBodyIsNotWhatWasAnnouncedThenRefused(String reason, int length, int missing) {
        assertThatThrownBy(() -> decoded(CODED.substring(0, CODED.length() - missing), 10, length))
                .as(reason)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INJECTION_FAILED));
        assertThat(pieces).isNotEmpty().allMatch(piece -> piece.refCnt() == 0);
    }

    @Test
    void applyWhenALineHasNoEndThenRefusedBeforeItFillsTheMemory() {
        assertThatThrownBy(() -> decoded("5;" + "x".repeat(5000), 100, 5)).isInstanceOf(RefusedException.class);
        assertThat(pieces).hasSizeLessThan(15).allMatch(piece -> piece.refCnt() == 0);
    }

    @Test
    void applyThenTheCodingThatIsMadeAnewIsOverTheSameData() {
        SigningKey key = SigningKey.of(
                io.postern.core.secret.SecretValue.of("secret"),
                java.time.Instant.parse("2026-11-22T06:00:00Z"),
                "eu-central-1",
                "s3");
        AwsChunkedBody again = new AwsChunkedBody(DATA.length(), 8, key);
        again.seed("00");
        StringBuilder text = new StringBuilder();

        new DecodedBody(DATA.length())
                .then(again)
                .apply(pieces(CODED, 5))
                .doOnNext(data -> {
                    text.append(data.toString(StandardCharsets.US_ASCII));
                    data.release();
                })
                .blockLast();

        assertThat(text).hasSize((int) again.length());
        assertThat(DecodedBody.of(text.toString().getBytes(StandardCharsets.US_ASCII), new java.util.HashMap<>()))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(DATA);
    }
}
