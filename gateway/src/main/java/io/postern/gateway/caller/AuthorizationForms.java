package io.postern.gateway.caller;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The forms of {@code Authorization} (RFC 9110, section 11.6.2); schemes are compared without regard to case. */
final class AuthorizationForms {

    private AuthorizationForms() {}

    /** {@code Bearer token} (RFC 6750, section 2.1). */
    static @Nullable String bearer(String value) {
        return afterScheme("Bearer", value);
    }

    /** The value as it is, or what stands after {@code Bearer}. */
    static String rawOrBearer(String value) {
        String token = bearer(value);
        return token == null ? value : token;
    }

    /** {@code user:password} out of {@code Basic base64} (RFC 7617); strict Base64 over strict UTF-8. */
    static @Nullable String basic(String value) {
        String encoded = afterScheme("Basic", value);
        if (encoded == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException notOfThisForm) {
            return null;
        }
    }

    private static @Nullable String afterScheme(String scheme, String value) {
        int length = scheme.length();
        return value.length() > length && value.charAt(length) == ' ' && value.regionMatches(true, 0, scheme, 0, length)
                ? value.substring(length).strip()
                : null;
    }
}
