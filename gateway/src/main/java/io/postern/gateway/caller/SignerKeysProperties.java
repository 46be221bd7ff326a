package io.postern.gateway.caller;

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
 * How long the published keys of token signers ({@code jwksUri}) are kept.
 *
 * @param ttl for how long keys of a {@code jwksUri} are used; they are fetched again in the background when four fifths
 *     of it are over
 * @param maxStale for how long after the last successful fetch they are used while the signer does not answer. Not less
 *     than {@code ttl}
 * @param rereadInterval how soon after a fetch the next may follow because a token names an unknown key
 * @param failureTtl for how long a failed fetch is not repeated, and up to half of it more at random
 * @param readTimeout when a fetch counts as failed
 * @param maxSigners of how many addresses keys are kept at most
 * @param maxVerifiedTokens of how many tokens it is remembered at most that their signature was good; 0: of none
 */
@ConfigurationProperties("postern.gateway.caller.signer-keys")
@Validated
record SignerKeysProperties(
        @NotNull @DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration ttl,

        @NotNull @DefaultValue("1h") @DurationMin(seconds = 1) @DurationMax(days = 7)
        Duration maxStale,

        @NotNull @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(hours = 1)
        Duration rereadInterval,

        @NotNull @DefaultValue("2s") @DurationMin(millis = 50) @DurationMax(minutes = 5)
        Duration failureTtl,

        @NotNull @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration readTimeout,

        @DefaultValue("10000") @Min(1) @Max(1_000_000) int maxSigners,
        @DefaultValue("100000") @Min(0) @Max(10_000_000) int maxVerifiedTokens) {

    @AssertTrue(message = "max-stale must not be less than ttl") boolean isMaxStaleFromTtl() {
        return maxStale.compareTo(ttl) >= 0;
    }

    RefreshTimes times() {
        return new RefreshTimes(ttl.multipliedBy(4).dividedBy(5), ttl, maxStale, failureTtl, readTimeout);
    }
}
