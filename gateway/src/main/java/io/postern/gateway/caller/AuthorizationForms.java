package io.postern.gateway.caller;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The forms of {@code Authorization} (RFC 9110, section 11.6.2); schemes are compared without regard to case. */
final class AuthorizationForms {

    /** Day, region, service and a fixed word follow the access key id. */
    private static final Pattern AWS_CREDENTIAL =
            Pattern.compile("[ ,]Credential=([^, ]{1,1024})/[^/, ]*/[^/, ]*/[^/, ]*/aws4_request(?:,|$)");

    private AuthorizationForms() {}

    /** Whether an SDK for AWS made it, which signs every request with whatever keys it was given. */
    static boolean isAwsSignature(String value) {
        return value.regionMatches(true, 0, "AWS4-", 0, 5);
    }

    /** {@code Bearer token} (RFC 6750, section 2.1). */
    static @Nullable String bearer(String value) {
        return afterScheme("Bearer", value);
    }

    /**
     * The value as it is, or what stands after {@code Bearer}. Nothing more is taken apart: an API key may itself look like
     * a scheme and a token.
     */
    static String rawOrBearer(String value) {
        String token = bearer(value);
        return token == null ? value : token;
    }

    /**
     * The key in one of the forms that SDKs have for it: after any scheme ({@code token}, {@code ApiKey}, …), as the password
     * of {@code Basic}, as its user name where the password is empty, or as the access key id of a signature of AWS, which
     * is not verified. Null where the value is of none of them.
     */
    static @Nullable String keyOfSdk(String value) {
        if (isAwsSignature(value)) {
            Matcher credential = AWS_CREDENTIAL.matcher(value);
            return credential.find() ? credential.group(1) : null;
        }
        String userAndPassword = basic(value);
        if (userAndPassword != null) {
            int colon = userAndPassword.indexOf(':');
            String password = userAndPassword.substring(colon + 1);
            return colon > 0 && password.isEmpty() ? userAndPassword.substring(0, colon) : password;
        }
        int space = value.indexOf(' ');
        return space > 0 ? value.substring(space).strip() : null;
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
