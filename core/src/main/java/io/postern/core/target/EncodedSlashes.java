package io.postern.core.target;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What becomes of {@code %2F} inside a path segment. */
public enum EncodedSlashes {
    /** The call is refused: servers differ in whether it separates segments. */
    REFUSE,
    /** It stays encoded, and is one character of its segment to the rules. */
    KEEP;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in documents: {@code refuse} or {@code keep}. */
    @JsonValue
    public String word() {
        return word;
    }

    public static Optional<EncodedSlashes> ofWord(String word) {
        for (EncodedSlashes value : values()) {
            if (value.word.equals(word)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
