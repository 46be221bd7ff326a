package io.postern.gateway.consent;

import org.jspecify.annotations.Nullable;

/**
 * What came of it.
 *
 * @param code {@code ok}; {@code invalid_ticket}, {@code not_found}, {@code refused} by the authorization server,
 *     {@code unusable_answer} of it, as one without a refresh token is, or {@code failed}; the log says why
 * @param url where the person consents, if that was asked for
 */
record ConsentAnswer(String code, @Nullable String url) {

    static ConsentAnswer of(String code) {
        return new ConsentAnswer(code, null);
    }
}
