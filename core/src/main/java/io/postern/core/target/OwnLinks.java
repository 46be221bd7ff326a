package io.postern.core.target;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** What becomes of the links to a target itself in the headers of its answers. */
public enum OwnLinks {
    /** They are made to lead to the proxy, where whoever follows them is let in. */
    REWRITE,
    /** They stay as the target wrote them. */
    KEEP;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in documents: {@code rewrite} or {@code keep}. */
    @JsonValue
    public String word() {
        return word;
    }

    public static Optional<OwnLinks> ofWord(String word) {
        for (OwnLinks value : values()) {
            if (value.word.equals(word)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
