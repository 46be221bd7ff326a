package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {

    @Test
    void isFoundInWhenShortcutsAreTakenThenSameAsTheExpressionAlone() {
        Random random = new Random(20261122);
        String[] pieces = {
            "^",
            "$",
            "a",
            "b",
            "/",
            ".",
            "*",
            "+",
            "?",
            "\\.",
            "\\/",
            "|",
            "(",
            ")",
            "[ab]",
            "{2}",
            "\\d",
            "\\_",
            "\uD83D\uDE00",
            "\\Q.\\E",
            "(?i)"
        };
        String[] texts = {
            "", "a", "b", "ab", "/a", "/ab/b", "a.b", "A", "aa/", "/a\n", "\n", "\uD83D\uDE00", "._", "a|b"
        };
        int compiled = 0;
        for (int i = 0; i < 40_000; i++) {
            StringBuilder source = new StringBuilder(random.nextBoolean() ? "^" : "");
            for (int n = random.nextInt(6); n > 0; n--) {
                source.append(pieces[random.nextInt(pieces.length)]);
            }
            String flags = random.nextInt(4) == 0 ? "m" : "";
            Pattern pattern;
            try {
                pattern = Pattern.compile(source.toString(), flags.isEmpty() ? 0 : Pattern.MULTILINE);
            } catch (PatternSyntaxException e) {
                assertThatThrownBy(() -> TextPattern.compile(source.toString(), flags))
                        .isInstanceOf(IllegalArgumentException.class);
                continue;
            }
            compiled++;
            for (String text : texts) {
                assertThat(TextPattern.compile(source.toString(), flags).isFoundIn(text))
                        .as("%s in %s", source, text)
                        .isEqualTo(pattern.matcher(text).find());
            }
        }
        assertThat(compiled).isGreaterThan(8_000);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(quoteCharacter = '\u0001', delimiter = '|', textBlock = """
            a(        | is no RE2 expression: missing closing )
            (?=a)     | is no RE2 expression
            (a)\\1     | is no RE2 expression
            a{1001}   | is no RE2 expression
            [a        | is no RE2 expression
            """)
    void compileWhenNotRe2ThenSaysWhy(String source, String message) {
        assertThatThrownBy(() -> TextPattern.compile(source, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void compileWhenTooLongThenRefused() {
        assertThatThrownBy(() -> TextPattern.compile("a".repeat(1025), "")).hasMessageContaining("longer than 1024");
    }
}
