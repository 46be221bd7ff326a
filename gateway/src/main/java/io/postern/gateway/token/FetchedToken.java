package io.postern.gateway.token;

import io.postern.core.secret.SecretValue;
import java.time.Duration;

/**
 * A token as it was fetched or made.
 *
 * @param lifetime from the beginning of the fetch; more than nothing
 */
public record FetchedToken(SecretValue value, Duration lifetime) {

    public FetchedToken {
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException("a token must be good for some time");
        }
    }
}
