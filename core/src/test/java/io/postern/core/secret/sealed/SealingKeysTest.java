package io.postern.core.secret.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.postern.core.secret.SecretValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealingKeysTest {

    private static final String KEY = SealingKeys.newKey("k1");

    @Test
    void readWhenSeveralKeysAndCommentsThenTheFirstSealsAndAllOpen(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "# newest\n" + SealingKeys.newKey("k2") + "\n\n" + KEY);

        SealingKeys keys = SealingKeys.read(file);

        assertThat(keys.newestId()).isEqualTo("k2");
        assertThat(keys.key("k1")).isNotNull();
        assertThat(keys.key("k3")).isNull();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|there is no sealing key",
                "#k1:x|there is no sealing key",
                "k1|sealing key 1 is not of the form",
                ":AAAA|sealing key 1 is not of the form",
                "k1:AAAA|sealing key 1 is not the Base64 of 32 bytes",
                "k1:canary*|sealing key 1 is not the Base64 of 32 bytes"
            })
    void parseWhenMalformedThenSaysWhichAndRepeatsNothing(String text, String message) {
        assertThatIllegalStateException()
                .isThrownBy(() -> SealingKeys.parse(text))
                .withMessageContaining(message)
                .withNoCause()
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("canary"));
    }

    @Test
    void parseWhenAnIdComesTwiceThenIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SealingKeys.parse(KEY + "," + SealingKeys.newKey("k1")))
                .withMessageContaining("sealing key 2");
    }

    @Test
    void toStringThenHoldsTheIdsOnly() {
        assertThat(SealingKeys.parse(KEY)).hasToString("SealingKeys[k1]");
    }

    @Test
    void sealingKeysWhenNeitherOrBothAreSetThenNamesTheProperties() {
        Path file = Path.of("keys");
        assertThatIllegalStateException()
                .isThrownBy(() -> new SealedProperties(null, null).sealingKeys())
                .withMessageContaining("postern.sealed.keys-file");
        assertThatIllegalStateException()
                .isThrownBy(() -> new SealedProperties(SecretValue.of(KEY), file).sealingKeys());
    }
}
