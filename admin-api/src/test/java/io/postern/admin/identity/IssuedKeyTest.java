package io.postern.admin.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The form of what is made to be shown, and how it is kept. */
class IssuedKeyTest {

    @ParameterizedTest
    @EnumSource
    void generateThenIsOfItsOwnKindAndOfNoOther(IssuedKey kind) {
        String text = kind.generate();

        assertThat(kind.generate()).isNotEqualTo(text);
        for (IssuedKey other : IssuedKey.values()) {
            assertThat(other.isMeant(text)).as(other.name()).isEqualTo(other == kind);
            assertThat(other.isWellFormed(text)).as(other.name()).isEqualTo(other == kind);
        }
        assertThat(text).startsWith(kind.shown(text)).hasSize(kind.shown(text).length() + 37);
    }

    @ParameterizedTest
    @EnumSource
    void wellFormedWhenShorterLongerOrOfOtherCharactersThenNot(IssuedKey kind) {
        String text = kind.generate();

        assertThat(kind.isWellFormed(text.substring(0, text.length() - 1))).isFalse();
        assertThat(kind.isWellFormed(text + "a".repeat(86))).isFalse();
        assertThat(kind.isWellFormed(text + "=")).isFalse();
        assertThat(kind.isWellFormed(text + "\n")).isFalse();
        assertThat(kind.isWellFormed(" " + text)).isFalse();
    }

    @Test
    void hashThenIsSha256() {
        // FIPS 180-4's example.
        assertThat(HexFormat.of().formatHex(IssuedKey.hash("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
