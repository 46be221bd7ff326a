package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a body takes part in an AWS signature. */
public enum AwsPayloadMode {
    /** It is hashed before it is sent. */
    SIGNED,
    /** It is not: {@code UNSIGNED-PAYLOAD}. */
    UNSIGNED,
    /** It is signed chunk by chunk while it streams: {@code STREAMING-AWS4-HMAC-SHA256-PAYLOAD}. */
    STREAMING;

    /** The word in documents. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
