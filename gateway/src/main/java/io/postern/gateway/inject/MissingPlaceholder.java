package io.postern.gateway.inject;

import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import java.util.Map;

/** The refusal of a request that has no place for the secret. */
final class MissingPlaceholder {

    private MissingPlaceholder() {}

    /** @param name from the credential's configuration, so that it may be shown */
    static Refusal refusal(String part, String name) {
        return Refusal.of(
                        RefusalCode.INJECTION_FAILED,
                        "The request's " + part + " lacks the placeholder {{" + name + "}}")
                .withAttributes(Map.of("placeholder", name));
    }
}
