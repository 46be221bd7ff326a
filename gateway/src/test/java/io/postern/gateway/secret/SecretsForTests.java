package io.postern.gateway.secret;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.secret.SecretReader;
import java.time.Duration;

/** Step 6 over a reader that a test of another package has. */
public final class SecretsForTests {

    private SecretsForTests() {}

    /** Nothing is kept for longer than a reading of the clock, so that a change in the store shows at once. */
    public static CredentialSecrets withoutMemory(SecretReader reader) {
        long[] now = {0};
        return new CredentialSecrets(
                reader,
                new SecretCacheProperties(
                        Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofSeconds(10), 10),
                new SecretMeters(new SimpleMeterRegistry()),
                () -> now[0] += 100);
    }
}
