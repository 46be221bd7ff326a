package io.postern.gateway.limit;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How calls are counted.
 *
 * @param guard how much longer than 60 seconds a call counts, so that calls which travel at different speeds still
 *     arrive at the target within its own limit
 */
@ConfigurationProperties("postern.gateway.limit")
@Validated
record LimitProperties(
        @NotNull @DefaultValue("250ms") @DurationMin(millis = 0) @DurationMax(seconds = 10)
        Duration guard) {}
