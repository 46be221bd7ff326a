package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The check of URLs that a credential names, for the gateway to ask or a browser to open. */
final class HttpUrls {

    private HttpUrls() {}

    /** @throws InvalidFieldsException unless it is an http(s) URL with a host, without user information and fragment */
    static void check(@Nullable URI url, String field) {
        if (url == null) {
            throw InvalidFieldsException.of("is required", field);
        }
        if (url.getHost() == null
                || !("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))) {
            throw InvalidFieldsException.of("must be an http(s) URL with a host", field);
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw InvalidFieldsException.of("must have no user information and no fragment", field);
        }
    }
}
