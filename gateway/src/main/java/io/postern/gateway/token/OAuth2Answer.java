package io.postern.gateway.token;

import io.postern.core.secret.SecretValue;
import io.postern.gateway.token.TokenFailure.Cause;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * A token endpoint's successful answer (RFC 6749, section 5.1).
 *
 * @param refreshToken null: the one that was used stays good
 */
record OAuth2Answer(FetchedToken token, @Nullable SecretValue refreshToken) {

    private static final JsonPointer ACCESS_TOKEN = JsonPointer.compile("/access_token");
    private static final JsonPointer TOKEN_TYPE = JsonPointer.compile("/token_type");
    private static final JsonPointer EXPIRES_IN = JsonPointer.compile("/expires_in");
    private static final JsonPointer REFRESH_TOKEN = JsonPointer.compile("/refresh_token");

    /** RFC 6749, section 5.2, and RFC 8707, section 2. An error that is none of these may be any text. */
    private static final Set<String> ERRORS = Set.of(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope",
            "invalid_target");

    /** @throws TokenFailure where it is none, naming the field that is wrong */
    static OAuth2Answer of(TokenAnswer answer, Duration defaultLifetime) {
        if (answer.status() / 100 != 2) {
            throw refused(answer);
        }
        String type = answer.text(TOKEN_TYPE);
        if (type == null) {
            throw TokenFailure.answer(TOKEN_TYPE.toString(), "is missing");
        }
        if (!type.equalsIgnoreCase("Bearer")) {
            throw TokenFailure.answer(TOKEN_TYPE.toString(), "is not Bearer");
        }
        SecretValue token = answer.token(ACCESS_TOKEN);
        Duration lifetime = answer.seconds(EXPIRES_IN);
        SecretValue refreshToken = answer.text(REFRESH_TOKEN) == null ? null : answer.token(REFRESH_TOKEN);
        return new OAuth2Answer(new FetchedToken(token, lifetime == null ? defaultLifetime : lifetime), refreshToken);
    }

    private static TokenFailure refused(TokenAnswer answer) {
        JsonNode json = answer.json();
        String error = json == null ? "" : json.path("error").asString("");
        boolean later = answer.status() == 429 || answer.status() >= 500;
        return new TokenFailure(
                later ? Cause.BUSY : Cause.REFUSED,
                "the token server answered with status " + answer.status()
                        + (ERRORS.contains(error) ? ", " + error : ""));
    }
}
