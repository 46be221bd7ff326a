package io.postern.core.rule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What a rule, or a scope in which no rule matches, does with a call. */
public enum RuleEffect {
    ALLOW,
    DENY;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in documents: {@code allow} or {@code deny}. */
    @JsonValue
    public String word() {
        return word;
    }

    public static Optional<RuleEffect> ofWord(String word) {
        for (RuleEffect effect : values()) {
            if (effect.word.equals(word)) {
                return Optional.of(effect);
            }
        }
        return Optional.empty();
    }
}
