package io.postern.gateway.secret;

import com.github.benmanes.caffeine.cache.Ticker;
import io.postern.core.secret.SecretSource;
import io.postern.core.secret.SecretStoreException.Reason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failed reads: with a store away and many secrets in use, one line per reason every few seconds says as much as
 * thousands. The failure's own text stays out of it, for only the stores' exceptions promise to hold no secret.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialSecrets.class);
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private final Ticker ticker;
    // Both guarded by this.
    private final Map<Reason, Long> nextLine = new EnumMap<>(Reason.class);
    private final Map<Reason, Integer> unlogged = new EnumMap<>(Reason.class);

    FailureLog(Ticker ticker) {
        this.ticker = ticker;
    }

    void failed(SecretSource source, Reason reason, Throwable failure) {
        int before = linesToTell(reason);
        if (before >= 0) {
            LOG.warn(
                    "Reading secret {} failed: {} ({}); {} more failed for this reason since the last such line",
                    source.place(),
                    reason,
                    failure.getClass().getSimpleName(),
                    before);
        }
    }

    /** How many failures had no line since the last line; -1 where this one gets none either. */
    private synchronized int linesToTell(Reason reason) {
        long now = ticker.read();
        @Nullable Long next = nextLine.get(reason);
        if (next != null && now - next < 0) {
            unlogged.merge(reason, 1, Integer::sum);
            return -1;
        }
        nextLine.put(reason, now + INTERVAL);
        Integer before = unlogged.put(reason, 0);
        return before == null ? 0 : before;
    }
}
