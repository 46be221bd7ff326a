package io.postern.gateway.token;

import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.token.TokenFailure.Cause;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * What a token server answered. Every look into it either finds what was asked for or fails with a {@link TokenFailure}
 * that names the place and never what stands there.
 */
public final class TokenAnswer {

    /** Longer than any header that a target would take. */
    private static final int LONGEST_TOKEN = 65_536;

    private static final int LONGEST_NUMBER = 18;

    private final int status;
    private final HttpHeaders headers;
    private final @Nullable JsonNode json;

    TokenAnswer(int status, HttpHeaders headers, @Nullable JsonNode json) {
        this.status = status;
        this.headers = headers;
        this.json = json;
    }

    public int status() {
        return status;
    }

    /** The body; null where it is no JSON. As secret as what stands in it. */
    public @Nullable JsonNode json() {
        return json;
    }

    /** This answer, where its status is 2xx. @throws TokenFailure {@code BUSY} or {@code REFUSED} */
    public TokenAnswer successful() {
        if (status / 100 != 2) {
            boolean later = status == 429 || status >= 500;
            throw new TokenFailure(
                    later ? Cause.BUSY : Cause.REFUSED, "the token server answered with status " + status);
        }
        return this;
    }

    /** The token at that place: a text of printable ASCII, not empty. */
    public SecretValue token(JsonPointer at) {
        JsonNode found = at(at);
        if (found == null) {
            throw TokenFailure.answer(at.toString(), "is missing");
        }
        if (!found.isString()) {
            throw TokenFailure.answer(at.toString(), "is not a text");
        }
        return checked(at.toString(), found.stringValue());
    }

    /** The token in that header, which must stand there once; checked as {@link #token}. */
    public SecretValue tokenInHeader(String name) {
        List<String> values = headers.getAll(name);
        if (values.size() != 1) {
            throw TokenFailure.answer(
                    "header " + name, values.isEmpty() ? "is missing" : "stands there more than once");
        }
        return checked("header " + name, values.get(0));
    }

    private static SecretValue checked(String field, String text) {
        if (text.isEmpty()) {
            throw TokenFailure.answer(field, "is empty");
        }
        if (text.length() > LONGEST_TOKEN) {
            throw TokenFailure.answer(field, "is longer than " + LONGEST_TOKEN + " characters");
        }
        if (text.chars().anyMatch(c -> c < 0x20 || c > 0x7E)) {
            throw TokenFailure.answer(field, "is not printable ASCII");
        }
        return SecretValue.of(text);
    }

    /** The seconds at that place, as a number or as a text of digits; null where nothing stands there. More than zero. */
    public @Nullable Duration seconds(JsonPointer at) {
        JsonNode found = at(at);
        if (found == null) {
            return null;
        }
        double seconds = number(at, found);
        if (!(seconds >= 0.001)) {
            throw TokenFailure.answer(at.toString(), "is not more than zero");
        }
        // A century is as good as any longer time, and can be counted in nanoseconds.
        return Duration.ofMillis((long) (Math.min(seconds, 3_155_760_000.0) * 1_000));
    }

    private static double number(JsonPointer at, JsonNode found) {
        if (found.isNumber()) {
            return found.doubleValue();
        }
        String text = found.isString() ? found.stringValue() : "";
        if (text.isEmpty() || text.length() > LONGEST_NUMBER || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw TokenFailure.answer(at.toString(), "is not a number of seconds");
        }
        return Double.parseDouble(text);
    }

    /** The text at that place; null where there is none. */
    public @Nullable String text(JsonPointer at) {
        JsonNode found = at(at);
        if (found != null && !found.isString()) {
            throw TokenFailure.answer(at.toString(), "is not a text");
        }
        return found == null ? null : found.stringValue();
    }

    private @Nullable JsonNode at(JsonPointer at) {
        if (json == null) {
            throw new TokenFailure(Cause.ANSWER, "the answer is not JSON");
        }
        JsonNode found = json.at(at);
        return found.isMissingNode() || found.isNull() ? null : found;
    }

    @Override
    public String toString() {
        return "TokenAnswer[" + status + "]";
    }
}
