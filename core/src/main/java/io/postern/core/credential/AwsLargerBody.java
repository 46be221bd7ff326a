package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What becomes of a body that is too large to be hashed before it is sent. */
public enum AwsLargerBody {
    /** The call is refused. */
    REFUSE,
    /** It streams through, and its signature says {@code UNSIGNED-PAYLOAD}. */
    UNSIGNED;

    /** The word in documents. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
