package io.postern.gateway.token;

import io.postern.gateway.refresh.RefreshTimes;
import io.postern.gateway.setting.DataSizeRange;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How tokens are fetched and kept.
 *
 * @param defaultLifetime of a token whose server does not say how long it is good. Not more than {@code max-lifetime}
 * @param maxLifetime for how long a token is used at most, whatever its server says; also after how long without a call
 *     it leaves memory
 * @param expiryMargin how long before its end a token is not used any more, for the call has a way to go; a tenth of
 *     its lifetime at most
 * @param usedWithin for how long after its last call a token is kept warm; it is renewed at least once after a call
 * @param forcedInterval how soon after another a token may be fetched because a target answered 401 to the kept one
 * @param failureTtl for how long a failed fetch is not repeated, and up to half of it more at random
 * @param maxFailureTtl to how much the pause after a failed fetch grows, twofold with each further failure. Not less
 *     than {@code failure-ttl}
 * @param fetchTimeout when a fetch counts as failed, all of its requests together
 * @param requestTimeout when one request to a token server counts as failed
 * @param claimTimeout for how long another gateway may hold a refresh token before it counts as dead; more than a
 *     request and its writing can take
 * @param maxAnswer longest answer of a token server that is read
 * @param maxEntries credentials with a token in memory; the least used leave first
 */
@ConfigurationProperties("postern.gateway.tokens")
@Validated
record TokenProperties(
        @NotNull @DefaultValue("5m") @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration defaultLifetime,

        @NotNull @DefaultValue("1d") @DurationMin(seconds = 1) @DurationMax(days = 30)
        Duration maxLifetime,

        @NotNull @DefaultValue("10s") @DurationMin(seconds = 0) @DurationMax(minutes = 5)
        Duration expiryMargin,

        @NotNull @DefaultValue("10m") @DurationMin(seconds = 0) @DurationMax(days = 1)
        Duration usedWithin,

        @NotNull @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(hours = 1)
        Duration forcedInterval,

        @NotNull @DefaultValue("2s") @DurationMin(millis = 50) @DurationMax(minutes = 5)
        Duration failureTtl,

        @NotNull @DefaultValue("1m") @DurationMin(millis = 50) @DurationMax(hours = 1)
        Duration maxFailureTtl,

        @NotNull @DefaultValue("15s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration fetchTimeout,

        @NotNull @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration requestTimeout,

        @NotNull @DefaultValue("45s") @DurationMin(seconds = 1) @DurationMax(minutes = 10)
        Duration claimTimeout,

        @NotNull @DefaultValue("64KB") @DataSizeRange(min = "1KB", max = "16MB")
        DataSize maxAnswer,

        @DefaultValue("200000") @Min(1) @Max(10_000_000) int maxEntries) {

    @AssertTrue(message = "max-failure-ttl must not be less than failure-ttl") boolean isMaxFailureTtlFromFailureTtl() {
        return maxFailureTtl.compareTo(failureTtl) >= 0;
    }

    @AssertTrue(message = "default-lifetime must not be more than max-lifetime") boolean isDefaultLifetimeUpToMax() {
        return defaultLifetime.compareTo(maxLifetime) <= 0;
    }

    /** What holds of every token: all but its lifetime. */
    RefreshTimes usual() {
        return new RefreshTimes(
                defaultLifetime, defaultLifetime, defaultLifetime, failureTtl, maxFailureTtl, fetchTimeout);
    }

    /** For a token: renewed at half of its life, or up to a tenth of it earlier, so that not all are renewed at once. */
    RefreshTimes of(FetchedToken token) {
        Duration life = token.lifetime().compareTo(maxLifetime) > 0 ? maxLifetime : token.lifetime();
        Duration tenth = life.dividedBy(10);
        Duration end = life.minus(tenth.compareTo(expiryMargin) < 0 ? tenth : expiryMargin);
        Duration half = life.dividedBy(2).minusNanos(ThreadLocalRandom.current().nextLong(tenth.toNanos() + 1));
        return usual().good(half, end, end);
    }
}
