package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.core.field.InvalidFieldsException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * Where in a server's answer the token stands: one of the two.
 *
 * @param pointer a JSON pointer (RFC 6901) into its JSON body; {@code ""} where the whole body is the token's text
 * @param header the name of a header
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenPlace(@Nullable String pointer, @Nullable String header) {

    public TokenPlace {
        if ((pointer == null) == (header == null)) {
            throw InvalidFieldsException.of("must have either pointer or header");
        }
        checkPointer(pointer, "pointer");
        if (header != null) {
            Place.HEADER.checkName("header", header);
        }
    }

    static void checkPointer(@Nullable String pointer, String field) {
        if (pointer == null) {
            return;
        }
        if (pointer.length() > 512) {
            throw InvalidFieldsException.of("is longer than 512 characters", field);
        }
        try {
            JsonPointer.compile(pointer);
        } catch (IllegalArgumentException e) {
            throw InvalidFieldsException.of("must be a JSON pointer, such as /token (RFC 6901)", field);
        }
    }
}
