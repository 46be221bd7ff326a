package io.postern.core.credential;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a token is got from an OAuth 2.0 server. */
public enum OAuth2Grant {
    /** RFC 6749, section 4.4: for the client itself. */
    CLIENT_CREDENTIALS,
    /** RFC 6749, section 6: with a refresh token that is in the credential's secret. */
    REFRESH_TOKEN,
    /** RFC 6749, section 4.1, with PKCE (RFC 7636): a person consents once, and what comes of it is refreshed. */
    AUTHORIZATION_CODE,
    /** RFC 7523, section 2.1: with an assertion that the gateway signs. */
    JWT_BEARER;

    /** The word in documents: {@code client_credentials}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
