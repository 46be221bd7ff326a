package io.postern.gateway.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.refresh.RefreshSource;
import io.postern.gateway.refresh.RefreshTimes;
import io.postern.gateway.refresh.RefreshedValue;
import io.postern.gateway.upstream.GuardedFetch;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The keys that signers publish, from memory while they are good. They are fetched again in the background a little before
 * they are too old, and served older than that only while the signer does not answer.
 */
final class SignerKeysSource {

    private static final Logger LOG = LoggerFactory.getLogger(SignerKeysSource.class);

    private final Cache<URI, RefreshedValue<VerificationKeys>> kept;
    private final GuardedFetch fetch;
    private final RefreshTimes times;
    private final Duration rereadInterval;
    private final Ticker ticker;
    private final Counter failures;

    SignerKeysSource(GuardedFetch fetch, SignerKeysProperties properties, Ticker ticker, MeterRegistry metrics) {
        this.fetch = fetch;
        this.ticker = ticker;
        times = properties.times();
        rereadInterval = properties.rereadInterval();
        kept = Caffeine.newBuilder()
                .maximumSize(properties.maxSigners())
                .expireAfterAccess(properties.maxStale())
                .ticker(ticker)
                // Here and now: to wake a thread costs more than what there is to tidy up.
                .executor(Runnable::run)
                .build();
        failures = Counter.builder("postern.signer.keys.failures")
                .description("Fetches of signers' keys that failed")
                .register(metrics);
        Gauge.builder("postern.signer.keys.kept", this, SignerKeysSource::size)
                .description("Signers whose keys are in memory, or on their way")
                .register(metrics);
        Gauge.builder("postern.signer.keys.overdue", this, SignerKeysSource::overdue)
                .description("Signers whose kept keys are used although the last fetch failed")
                .register(metrics);
    }

    /** The keys at this address, or a refusal with {@code CALLER_KEYS_UNAVAILABLE}; never empty. */
    Mono<Outcome<VerificationKeys>> keys(URI address) {
        return value(address).get();
    }

    /**
     * The keys as they are now, for a token whose key is not among the kept ones; but a signer is asked only so often,
     * however many tokens name keys that nobody has.
     */
    Mono<Outcome<VerificationKeys>> newerKeys(URI address) {
        return value(address).reread(rereadInterval);
    }

    private RefreshedValue<VerificationKeys> value(URI address) {
        return Objects.requireNonNull(kept.get(
                address, key -> new RefreshedValue<>(new Published(key, fetch, times, failures), times, ticker)));
    }

    long size() {
        kept.cleanUp();
        return kept.estimatedSize();
    }

    private long overdue() {
        return kept.asMap().values().stream().filter(RefreshedValue::isOverdue).count();
    }

    /** One signer's keys where it publishes them. */
    private record Published(URI address, GuardedFetch fetch, RefreshTimes times, Counter failures)
            implements RefreshSource<VerificationKeys> {

        @Override
        public Mono<VerificationKeys> read() {
            return fetch.get(address).map(VerificationKeys::parse);
        }

        /** A signer that answers nonsense may be out of order: its last good keys stay good for a while. */
        @Override
        public boolean isFinal(Throwable failure) {
            return false;
        }

        @Override
        public Refusal refusal(Throwable failure) {
            return CallerRefusals.keysUnavailable("the keys of " + address.getHost() + ": " + reason(failure))
                    .retryAfter(times.failureTtl());
        }

        @Override
        public void failed(Throwable failure) {
            failures.increment();
            LOG.warn(
                    "Fetching the keys of signer {}{} failed: {}",
                    address.getHost(),
                    address.getPath(),
                    reason(failure));
        }

        private static String reason(Throwable failure) {
            if (failure instanceof RefusedException refused) {
                String detail = refused.refusal().detail();
                return refused.refusal().code().word() + (detail == null ? "" : ", " + detail);
            }
            return failure instanceof VerificationKeys.NotAKeySetException
                    ? String.valueOf(failure.getMessage())
                    : failure.getClass().getSimpleName();
        }
    }
}
