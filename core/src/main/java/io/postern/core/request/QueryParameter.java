package io.postern.core.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a canonical query.
 *
 * @param rawName percent-encoded, and valid UTF-8 when it is decoded
 * @param rawValue percent-encoded; null where the parameter has no {@code =}, which some servers tell from an empty value
 */
public record QueryParameter(String rawName, @Nullable String rawValue) {

    /** {@code name} or {@code name=value}. */
    public String encoded() {
        return rawValue == null ? rawName : rawName + "=" + rawValue;
    }

    /** The name with percent escapes decoded; a plus sign stays one. */
    public String decodedName() {
        return PercentEncoding.decode(rawName)
                .orElseThrow(() -> new IllegalStateException("the name of a query parameter is not UTF-8"));
    }

    /**
     * The value with percent escapes decoded; a plus sign stays one, and no value is an empty one. Empty where the bytes
     * are no UTF-8, so that nobody can say which characters the target will see.
     */
    public Optional<String> decodedValue() {
        return PercentEncoding.decode(rawValue == null ? "" : rawValue);
    }

    /** The name as a form decoder reads it: a plus sign is a space. */
    public String formDecodedName() {
        return new QueryParameter(rawName.replace("+", "%20"), rawValue).decodedName();
    }

    /** The value as a form decoder reads it: a plus sign is a space. */
    public Optional<String> formDecodedValue() {
        return rawValue == null
                ? Optional.of("")
                : new QueryParameter(rawName, rawValue.replace("+", "%20")).decodedValue();
    }
}
