package io.postern.gateway.secret;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.core.secret.ReferencedSecrets;
import io.postern.core.secret.SecretReader;
import java.time.Duration;
import reactor.core.scheduler.Schedulers;

/** Step 6 over a reader that a test of another package has. */
public final class SecretsForTests {

    private SecretsForTests() {}

    /** Nothing is kept for longer than a reading of the clock, so that a change in the store shows at once. */
    public static CredentialSecrets withoutMemory(SecretReader reader) {
        long[] now = {0};
        SecretCacheProperties properties = new SecretCacheProperties(
                Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofSeconds(10), 10);
        ReferencedSecrets referenced = ReferencedSecrets.none("of these tests");
        SecretMeters meters = new SecretMeters(new SimpleMeterRegistry());
        Ticker ticker = () -> now[0] += 100;
        return new CredentialSecrets(
                reader,
                referenced,
                new LeasedSecrets(referenced, properties, meters, ticker, Schedulers.parallel()),
                properties,
                meters,
                ticker);
    }
}
