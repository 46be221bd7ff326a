package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place that a credential fills.
 *
 * @param in header, query, path or body
 * @param name the header, the query parameter, or the placeholder {@code {{name}}} that the caller's path or JSON body has
 * @param value what to put there, for example {@code Token {{apiToken}}}
 */
public record Placement(
        @Nullable Place in, @Nullable String name, @Nullable SecretTemplate value) {

    public Placement {
        if (in == null) {
            throw InvalidFieldsException.of("is required", "in");
        }
        if (value == null) {
            throw InvalidFieldsException.of("is required", "value");
        }
        in.checkName("name", name);
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
    public SecretTemplate value() {
        return Objects.requireNonNull(value);
    }
}
