package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.plan.CallerHash;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"hash\": \"aGFzaA==\", \"keyId\": \"k1\", \"validUntil\": null}] | k1 | aGFzaA==",
                "[{\"hash\": \"aGFzaA==\", \"keyId\": \"\\u006b1\", \"validUntil\": null}] | k1 | aGFzaA==",
                "[{\"hash\": \"a\\u0061\", \"keyId\": \"k1\", \"validUntil\": null}] | k1 | aa",
                "[{\"hash\": \"a\\\", \\\"keyId\\\": x\", \"keyId\": \"k1\", \"validUntil\": null}] | k1 | a\", \"keyId\": x",
                "[{\"hash\": \"a\", \"keyId\": \"k1\", \"keyId\": \"k2\", \"validUntil\": null}] | k2 | a",
                "[{\"hash\": \"a\", \"keyId\": \"k1\", \"validUntil\":  null}] | k1 | a",
                "[{\"hash\": \"a\", \"keyId\": \"k1\"}] | k1 | a",
            })
    void parseWhenThereIsOneThenIsThat(String json, String keyId, String hash) {
        assertThat(parse(json)).containsExactly(new CallerHash(keyId, hash, null));
    }

    @Test
    void parseWhenOneIsAsItIsWrittenThenTakesWhatIsShared() {
        String known = "k1";

        List<CallerHash> hashes = CallerHashes.parse(
                "[{\"hash\": \"a\", \"keyId\": \"k1\", \"validUntil\": null}]", id -> id.equals(known) ? known : id);

        assertThat(hashes.get(0).keyId()).isSameAs(known);
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
                "[{\"hash\": \"a\", \"keyId\": \"k1\", \"validUntil\": null}] ]",
                "[{\"hash\": \"a\", \"keyId\": \"k1\", x\", \"validUntil\": null}]",
                "[{\"hash\": \"a\", \"validUntil\": null}]",
                "[{\"hash\": \"",
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
