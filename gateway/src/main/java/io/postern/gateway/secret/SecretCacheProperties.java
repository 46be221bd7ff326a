package io.postern.gateway.secret;

import io.postern.gateway.refresh.RefreshTimes;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long secrets are kept in the gateway's memory.
 *
 * @param ttl after it a secret is read again in the background: for so long a destroyed version may still be used
 * @param maxStale for how long after its last successful read a secret is served while the store is away; also after
 *     how long without a call it leaves memory. Not less than {@code ttl}
 * @param failureTtl for how long a failed read is not repeated, and up to half of it more at random
 * @param readTimeout when a read counts as failed
 * @param maxEntries secrets in memory; the least used leave first
 */
@ConfigurationProperties("postern.gateway.secrets")
@Validated
record SecretCacheProperties(
        @NotNull @DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration ttl,

        @NotNull @DefaultValue("1h") @DurationMin(seconds = 1) @DurationMax(days = 7)
        Duration maxStale,

        @NotNull @DefaultValue("1s") @DurationMin(millis = 50) @DurationMax(minutes = 1)
        Duration failureTtl,

        @NotNull @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration readTimeout,

        @DefaultValue("200000") @Min(1) @Max(10_000_000) int maxEntries) {

    /** Not less than the most that {@code failureTtl} may be. */
    private static final Duration LONGEST_LEASE_PAUSE = Duration.ofMinutes(1);

    @AssertTrue(message = "max-stale must not be less than ttl") boolean isMaxStaleFromTtl() {
        return maxStale.compareTo(ttl) >= 0;
    }

    RefreshTimes times() {
        return new RefreshTimes(ttl, maxStale, maxStale, failureTtl, readTimeout);
    }

    /** What holds of every lease, beside its lifetime: a failed read of one may have cost somebody a user or a key. */
    RefreshTimes leaseTimes() {
        return new RefreshTimes(ttl, ttl, ttl, failureTtl, LONGEST_LEASE_PAUSE, readTimeout);
    }
}
