package io.postern.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.RequestHeaders;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What the target gets of a body that rules or injections look into can't be read as anything else than they saw. */
class BodyReaderTest {

    private final BodyReader reader = new BodyReader(new InboundProperties(DataSize.ofMegabytes(1)));
    private final HttpHeaders headers = new DefaultHttpHeaders();

    private OutboundRequest read(byte[] body) {
        return Objects.requireNonNull(
                reading(body.length, Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)))
                        .block());
    }

    private static DataBuffer piece(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private Mono<OutboundRequest> reading(long length, Flux<DataBuffer> body) {
        OutboundRequest outbound =
                new OutboundRequest("POST", TargetUrl.parse("https://api.example"), "/a", List.of(), headers);
        outbound.streamedBody(length);
        InboundRequest request = new InboundRequest(
                outbound,
                new PresentedCredential(null, null, null),
                CanonicalQuery.EMPTY,
                RequestHeaders.NONE,
                false,
                true);
        MockServerHttpRequest from = MockServerHttpRequest.post("/").body(body);
        return reader.read(from, request, BodyNeed.JSON, CallTimeouts.DEFAULT).map(done -> {
            assertThat(done).isTrue();
            return outbound;
        });
    }

    private OutboundRequest read(String body) {
        return read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String sent(OutboundRequest outbound) {
        byte[] body = outbound.wholeBody();
        assertThat(body).isNotNull();
        return new String(body, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/x-www-form-urlencoded | {\"a\":\"&role=admin&\"}",
                "application/json; charset=utf-7   | {\"a\":\"+ACIALAAi-role+ACIAOgAi-admin\"}"
            })
    void readWhenItsMediaTypeGivesItAnotherReadingThenItIsSentAsJson(String type, String body) {
        headers.add("Content-Type", type);

        assertThat(sent(read(body))).isEqualTo(body);
        assertThat(headers.getAll("Content-Type")).containsExactly("application/json");
    }

    @Test
    void readWhenItsMediaTypeStandsInSeveralSpellingsThenInOne() {
        headers.add("Content-Type", "application/json");
        headers.add("content_type", "application/x-www-form-urlencoded");
        headers.add("Accept", "x");

        read("{}");
        assertThat(headers.names()).containsExactlyInAnyOrder("Content-Type", "Accept");
        assertThat(headers.getAll("Content-Type")).containsExactly("application/json");
    }

    @Test
    void readWhenItHasNoMediaTypeThenItGetsNone() {
        read("{}");
        assertThat(headers.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32"})
    void readWhenItIsInAnotherUnicodeEncodingThenItIsSentInUtf8AndCalledSo(String charset) {
        headers.add("Content-Type", "application/json; charset=" + charset);

        assertThat(sent(read("{\"a\":\"ä\"}".getBytes(Charset.forName(charset)))))
                .isEqualTo("{\"a\":\"ä\"}");
        assertThat(headers.get("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":1}{\"a\":2}",
                "{\"a\":1} x",
                "{'a':1}",
                "{\"a\":NaN}",
                "/**/{}",
                "a=b",
                " "
            })
    void readWhenServersMayReadItInOtherWaysThenRefused(String body) {
        assertRefused(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Encoding", "content_encoding"})
    void readWhenItHasAContentCodingThenRefused(String name) {
        headers.add(name, "gzip");

        assertRefused("{}");
    }

    private void assertRefused(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.UNREADABLE_BODY));
    }

    @Test
    void readWhenNumbersHaveManyDigitsThenNoneIsLost() {
        assertThat(sent(read("{\"a\":[1.10,18446744073709551617,1E+2]}")))
                .isEqualTo("{\"a\":[1.10,18446744073709551617,1E+2]}");
    }

    @Test
    void readWhenTheCallerSendsNoMoreThenItsRequestWasBadAfterTheIdleTime() {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        try {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            reading(2, Flux.concat(Flux.just(piece("{")), Flux.never())).subscribe(done -> {}, failure::set);

            time.advanceTimeBy(CallTimeouts.DEFAULT.idle().minusMillis(1));
            assertThat(failure).hasValue(null);
            time.advanceTimeBy(Duration.ofMillis(1));
            assertThat(failure.get())
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.BAD_REQUEST));
        } finally {
            VirtualTimeScheduler.reset();
        }
    }
}
