package io.postern.gateway.requestlog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a gateway writes into the request log, and how.
 *
 * @param enabled whether calls are written into the request log
 * @param detail {@code path}: with the canonical path, which may name persons; {@code none}: without it
 * @param instance what this gateway is called in the log: 1 to 128 letters, digits, and . _ : -. None: the name of its
 *     host
 * @param capacity how many ended calls may wait to be written; further ones are dropped and counted
 * @param batch how many are written at once at most
 * @param flushInterval how long a call may wait for others to be written with
 * @param writeTimeout when a batch counts as not written, and is written again
 * @param stopTimeout how long a stop waits for what is not written yet
 */
@Validated
@ConfigurationProperties("postern.gateway.request-log")
public record RequestLogProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("path") @NotNull Detail detail,

        @Nullable @Pattern(regexp = "[A-Za-z0-9._:-]{1,128}", message = "must be 1 to 128 letters, digits, and . _ : -") String instance,

        @DefaultValue("10000") @Min(100) @Max(1_000_000) int capacity,
        @DefaultValue("5000") @Min(1) @Max(5_000) int batch,

        @DefaultValue("250ms") @NotNull @DurationMin(millis = 10) @DurationMax(minutes = 1)
        Duration flushInterval,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration writeTimeout,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 0) @DurationMax(minutes = 1)
        Duration stopTimeout) {

    /** How much is noted of what was asked for. */
    public enum Detail {
        PATH,
        NONE
    }
}
