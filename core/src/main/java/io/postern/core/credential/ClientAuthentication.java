package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an OAuth 2.0 client says who it is. */
public enum ClientAuthentication {
    /** Id and secret in {@code Authorization: Basic} (RFC 6749, section 2.3.1). */
    BASIC,
    /** Id and secret in the form. */
    POST,
    /** An assertion signed with the client's private key (RFC 7523, section 2.2). */
    PRIVATE_KEY_JWT,
    /** A public client: its id in the form (RFC 6749, section 3.2.1), or nothing where the grant itself is signed. */
    NONE;

    /** The word in documents: {@code private_key_jwt}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
