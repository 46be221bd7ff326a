package io.postern.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRefTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "cl_1/cred_1", "A-Z_a-z/0.9/x..y", "-", "_/-", "a."})
    void checkPathWhenItIsAPlaceThenGivesIt(String path) {
        assertThat(SecretRef.checkPath(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/.",
                "a/../b",
                ".a",
                "a/.b",
                "http://v/x",
                "a:b",
                "a%2fb",
                "a b",
                "a\n",
                "\na",
                "a\\b",
                "a?b",
                "a#b",
                "a;b",
                "é",
                "a\u0000",
                "ａ",
                "a/٣"
            })
    void checkPathWhenItCouldBeAnythingElseThenRefuses(String path) {
        assertThatThrownBy(() -> SecretRef.checkPath(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a path of a secret");
        assertThatThrownBy(() -> new SecretRef("vault", path, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checkPathWhenItIsVeryLongThenStillAnswers() {
        String path = "a" + "/a".repeat(100_000);

        assertThat(SecretRef.checkPath(path)).isEqualTo(path);
    }

    @Test
    void newWhenTheVersionIsNotCountedThenRefuses() {
        assertThatThrownBy(() -> new SecretRef("vault", "cl_1/cred_1", 0)).hasMessageContaining("counted from 1");
    }
}
