package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.plan.CallerHash;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerHashesTest {

    @Test
    void parseWhenThereAreSeveralThenTheyComeInTheirOrder() {
        assertThat(parse("""
                [{"hash": "aGFzaA==", "keyId": "k2"},
                 {"hash": "b2xk", "keyId": "k1", "validUntil": "2026-11-23T12:00:00Z"},
                 {"validUntil": null, "keyId": "k\\u0031", "hash": ""}]"""))
                .containsExactly(
                        new CallerHash("k2", "aGFzaA==", null),
                        new CallerHash("k1", "b2xk", Instant.parse("2026-11-23T12:00:00Z")),
                        new CallerHash("k1", "", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[ ]", " []"})
    void parseWhenThereIsNoneThenIsEmpty(String json) {
        assertThat(parse(json)).isEmpty();
    }

    @Test
    void parseWhenANewerVersionWroteMoreThenThatIsPassedOver() {
        assertThat(parse(
                        "[{\"keyId\": \"k1\", \"more\": {\"hash\": [\"no\"]}, \"hash\": \"yes\", \"last\": [[], {}]}]"))
                .containsExactly(new CallerHash("k1", "yes", null));
    }

    @Test
    void parseWhenKeysAreEqualThenOneIsKept() {
        String known = "k1";

        List<CallerHash> hashes =
                CallerHashes.parse("[{\"keyId\":\"k1\",\"hash\":\"a\"}]", id -> id.equals(known) ? known : id);

        assertThat(hashes.get(0).keyId()).isSameAs(known);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[null]",
                "[1]",
                "[[]]",
                "[{}]",
                "[{\"keyId\":\"k1\"}]",
                "[{\"hash\":\"a\"}]",
                "[{\"keyId\":null,\"hash\":\"a\"}]",
                "[{\"keyId\":1,\"hash\":\"a\"}]",
                "[{\"keyId\":\"k1\",\"hash\":{\"hash\":\"a\"}}]",
                "[{\"keyId\":\"k1\",\"hash\":\"a\",\"validUntil\":1}]",
                "[{\"keyId\":\"k1\",\"hash\":\"a\",\"validUntil\":\"soon\"}]",
                "[{\"keyId\":\"k1\",\"hash\":\"a\",\"validUntil\":{}}]",
                "[{\"keyId\":\"k1\",\"hash\":\"a\"}",
                "[{\"keyId\":\"k1\",\"hash\":\"a\"}] []",
                "[{\"keyId\":\"k1\",\"hash\":\"a\"",
            })
    void parseWhenItIsSomethingElseThenFails(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(RuntimeException.class);
    }

    private static List<CallerHash> parse(String json) {
        return CallerHashes.parse(json, UnaryOperator.identity());
    }
}
