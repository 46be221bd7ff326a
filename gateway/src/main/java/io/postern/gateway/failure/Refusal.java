package io.postern.gateway.failure;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a call is refused, and why: a value that a step answers with and {@link FailureWriter} writes.
 *
 * @param code what it is
 * @param message for the caller: a sentence that repeats nothing of the request and no secret
 * @param detail for the log: more of it, and no secret either; null where there is no more
 * @param attributes further members of the error's JSON object, such as {@code ruleId}
 * @param retryAfter when trying again may help; null where nothing is known
 */
public record Refusal(
        RefusalCode code,
        String message,
        @Nullable String detail,
        Map<String, String> attributes,
        @Nullable Duration retryAfter) {

    public Refusal {
        attributes = Map.copyOf(attributes);
    }

    public static Refusal of(RefusalCode code, String message) {
        return new Refusal(code, message, null, Map.of(), null);
    }

    public Refusal withDetail(String newDetail) {
        return new Refusal(code, message, newDetail, attributes, retryAfter);
    }

    public Refusal withAttributes(Map<String, String> newAttributes) {
        return new Refusal(code, message, detail, newAttributes, retryAfter);
    }

    public Refusal retryAfter(Duration duration) {
        return new Refusal(code, message, detail, attributes, duration);
    }
}
