package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
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
            "(?i)",
            "(?:",
            "(a|b)",
            "(?:a/|b)",
            "(|a)",
            ".*",
            ".*$"
        };
        String[] texts = {
            "",
            "a",
            "b",
            "ab",
            "/a",
            "/ab/b",
            "a.b",
            "A",
            "aa/",
            "/a\n",
            "\n",
            "\uD83D\uDE00",
            "._",
            "a|b",
            "/ab\nb",
            "aba/",
            "/a/b"
        };
        int compiled = 0;
        for (int i = 0; i < 80_000; i++) {
            StringBuilder source = new StringBuilder(random.nextBoolean() ? "^" : "");
            for (int n = random.nextInt(6); n > 0; n--) {
                source.append(pieces[random.nextInt(pieces.length)]);
            }
            String flags = List.of("", "", "m", "s").get(random.nextInt(4));
            Pattern pattern;
            try {
                pattern = Pattern.compile(source.toString(), bits(flags));
            } catch (PatternSyntaxException e) {
                assertThatThrownBy(() -> TextPattern.compile(source.toString(), flags))
                        .isInstanceOf(IllegalArgumentException.class);
                continue;
            }
            compiled++;
            TextPattern ours = TextPattern.compile(source.toString(), flags);
            boolean inAny = false;
            for (String text : texts) {
                boolean found = pattern.matcher(text).find();
                inAny |= found;
                assertThat(ours.isFoundIn(text, new RuleWork()))
                        .as("%s in %s", source, text)
                        .isEqualTo(found);
                assertThat(!found || ours.prefixes().stream().anyMatch(text::startsWith))
                        .as("%s at the beginning of %s", source, text)
                        .isTrue();
            }
            assertThat(ours.mayBeInAnyLine("\n" + String.join("\n", texts) + "\n") || !inAny)
                    .as("%s in any line", source)
                    .isTrue();
        }
        assertThat(compiled).isGreaterThan(16_000);
    }

    private static int bits(String flags) {
        return switch (flags) {
            case "m" -> Pattern.MULTILINE;
            case "s" -> Pattern.DOTALL;
            default -> 0;
        };
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
