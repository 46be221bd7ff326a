package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.core.field.InvalidFieldsException;
import org.jspecify.annotations.Nullable;

/**
 * How long a fetched token is good, from the fetch on: one of the three.
 *
 * @param seconds always so long: 1 to 31,536,000
 * @param pointer a JSON pointer (RFC 6901) to the number of seconds in the answer
 * @param jwtExp true: until the {@code exp} of the token, which is a JWT (RFC 7519, section 4.1.4)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenLifetime(
        @Nullable Integer seconds,
        @Nullable String pointer,
        @Nullable Boolean jwtExp) {

    private static final int YEAR = 31_536_000;

    public TokenLifetime {
        int said = (seconds == null ? 0 : 1) + (pointer == null ? 0 : 1) + (jwtExp == null ? 0 : 1);
        if (said != 1) {
            throw InvalidFieldsException.of("must have one of seconds, pointer and jwtExp");
        }
        if (seconds != null && (seconds < 1 || seconds > YEAR)) {
            throw InvalidFieldsException.of("must be from 1 to " + YEAR, "seconds");
        }
        TokenPlace.checkPointer(pointer, "pointer");
        if (jwtExp != null && !jwtExp) {
            throw InvalidFieldsException.of("must be true, or left out", "jwtExp");
        }
    }
}
