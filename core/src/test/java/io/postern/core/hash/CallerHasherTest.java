package io.postern.core.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.postern.core.plan.CallerHash;
import io.postern.core.secret.SecretValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerHasherTest {

    private static final String KEY =
            Base64.getEncoder().encodeToString("01234567890123456789012345678901".getBytes(StandardCharsets.US_ASCII));
    private static final String OTHER =
            Base64.getEncoder().encodeToString("abcdefghijabcdefghijabcdefghijab".getBytes(StandardCharsets.US_ASCII));
    private static final SecretValue VALUE = SecretValue.of("caller-key-ключ");

    private static CallerHashProperties.Key key(@Nullable String id, @Nullable String key, @Nullable Path file) {
        return new CallerHashProperties.Key(id, key == null ? null : SecretValue.of(key), file);
    }

    private static CallerHasher hasher(CallerHashProperties.Key... keys) {
        return CallerHasher.create(new CallerHashProperties(List.of(keys)));
    }

    @Test
    void matchesWhenTheSameValueThenIsTrueAndElseFalse() {
        CallerHasher hasher = hasher(key("k1", KEY, null));
        CallerHash hash = hasher.hash(VALUE);

        assertThat(hash.keyId()).isEqualTo("k1");
        assertThat(hash.validUntil()).isNull();
        assertThat(hasher.matches(hash, "caller-key-ключ")).isTrue();
        assertThat(hasher.matches(hash, "caller-key-клюк")).isFalse();
        assertThat(hasher.matches(hash, "")).isFalse();
    }

    @Test
    void hashWhenComparedWithAnotherImplementationThenIsHmacSha256() {
        // printf %s caller-key-ключ | openssl dgst -sha256 -hmac 01234567890123456789012345678901 -binary | base64
        assertThat(hasher(key("k1", KEY, null)).hash(VALUE).hash())
                .isEqualTo("q+H2UUawvREvuBD5caMacLVTXN7Z/iyq5Ba3r8REaHA=");
    }

    @Test
    void matchesWhenTheKeyWasReplacedThenOldHashesStillMatchAndNewOnesUseTheNewKey() {
        CallerHash old = hasher(key("k1", KEY, null)).hash(VALUE);
        CallerHasher rotated = hasher(key("k2", OTHER, null), key("k1", KEY, null));

        assertThat(rotated.matches(old, VALUE.reveal())).isTrue();
        assertThat(rotated.hash(VALUE).keyId()).isEqualTo("k2");
        assertThat(rotated.hash(VALUE).hash()).isNotEqualTo(old.hash());
    }

    @Test
    void matchesWhenTheKeyIsGoneThenIsFalse() {
        CallerHash old = hasher(key("k1", KEY, null)).hash(VALUE);
        CallerHasher other = hasher(key("k2", KEY, null));

        assertThat(other.matches(old, VALUE.reveal())).isFalse();
        assertThat(other.knows("k1")).isFalse();
    }

    @Test
    void createWhenTheKeyIsInAFileThenIsTheSameKey(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), KEY + "\n");

        assertThat(hasher(key("k1", null, file)).hash(VALUE))
                .isEqualTo(hasher(key("k1", KEY, null)).hash(VALUE));
    }

    @Test
    void createWhenHalfConfiguredThenNamesThePropertyAndRepeatsNoKey() {
        assertRefused("postern.caller-hash.keys must name at least one key");
        assertRefused("keys[0].id must be set", key(null, KEY, null));
        assertRefused("keys[0] needs either key or key-file", key("k1", null, null));
        assertRefused("keys[0] needs either key or key-file", key("k1", KEY, Path.of("x")));
        assertRefused("keys[0] is not Base64", key("k1", "canary*", null));
        assertRefused("keys[0] has less than 32 bytes", key("k1", "Y2FuYXJ5", null));
        assertRefused("keys[1].id is there twice: k1", key("k1", KEY, null), key("k1", OTHER, null));
        assertRefused("keys[0].key-file can't be read", key("k1", null, Path.of("/does/not/exist")));
    }

    private static void assertRefused(String message, CallerHashProperties.Key... keys) {
        assertThatIllegalStateException()
                .isThrownBy(() -> hasher(keys))
                .withMessageContaining(message)
                .satisfies(error ->
                        assertThat(error.getMessage()).doesNotContain("canary").doesNotContain("Y2FuYXJ5"));
    }

    @Test
    void toStringThenHoldsTheIdsOnly() {
        assertThat(hasher(key("k1", KEY, null))).hasToString("CallerHasher[k1]");
    }
}
