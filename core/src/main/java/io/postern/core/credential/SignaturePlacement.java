package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place that a signing credential fills.
 *
 * @param in header or query
 * @param name the header, or the query parameter
 * @param value what to put there, as {@code sha256={{signature:hex}}}
 */
public record SignaturePlacement(
        @Nullable Place in, @Nullable String name, @Nullable SignatureTemplate value) {

    public SignaturePlacement {
        if (in == null) {
            throw InvalidFieldsException.of("is required", "in");
        }
        in.checkOneOf("in", Place.HEADER, Place.QUERY);
        in.checkName("name", name);
        if (value == null) {
            throw InvalidFieldsException.of("is required", "value");
        }
        if (!value.isOneLine()) {
            throw InvalidFieldsException.of("must not contain control characters or line breaks", "value");
        }
    }

    @Override
    public Place in() {
        return Objects.requireNonNull(in);
    }

    @Override
    public String name() {
        return Objects.requireNonNull(name);
    }

    @Override
    public SignatureTemplate value() {
        return Objects.requireNonNull(value);
    }
}
