package io.postern.core.request;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who ended a call: the target with its answer, or who has to act. */
public enum EndedBy {
    ANSWERED,
    CALLER,
    RULE,
    LIMIT,
    SECRET,
    UPSTREAM,
    GATEWAY;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As it stands in metrics, logs, spans and the request log. */
    @JsonValue
    public String word() {
        return word;
    }
}
