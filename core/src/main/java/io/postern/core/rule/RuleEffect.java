package io.postern.core.rule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rule, or a scope in which no rule matches, does with a call. */
public enum RuleEffect {
    ALLOW,
    DENY;

    /** The word in documents: {@code allow} or {@code deny}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RuleEffect> ofWord(String word) {
        return Arrays.stream(values())
                .filter(effect -> effect.word().equals(word))
                .findFirst();
    }
}
