package io.postern.admin.requestlog;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the request log is kept. Its table has a partition for each day (UTC).
 *
 * @param keep a day of the request log is dropped as a whole when its last call ended so
 *     long ago
 * @param ahead for how long from now there are partitions. Calls of later days wait in a
 *     default partition
 * @param maintainEvery how often partitions are made and dropped
 */
@Validated
@ConfigurationProperties("postern.admin.request-log")
record RequestLogProperties(
        @DefaultValue("7d") @NotNull @DurationMin(days = 1) @DurationMax(days = 3_650)
        Duration keep,

        @DefaultValue("7d") @NotNull @DurationMin(days = 1) @DurationMax(days = 60)
        Duration ahead,

        @DefaultValue("10m") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration maintainEvery) {}
