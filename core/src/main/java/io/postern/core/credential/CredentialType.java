package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which side of the gateway a credential is for. */
public enum CredentialType {
    /** The caller shows it to the gateway. */
    PROXY,
    /** The gateway shows it to the target. */
    TARGET;

    /** The word in documents: {@code proxy} or {@code target}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CredentialType> ofWord(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
