package io.postern.admin.change;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long changes are kept.
 *
 * @param keep how long changes are kept; a gateway that was away for longer loads everything anew
 * @param pruneEvery how often older ones are deleted
 */
@Validated
@ConfigurationProperties("postern.admin.changes")
record ChangeProperties(
        @DefaultValue("7d") @NotNull @DurationMin(minutes = 1) @DurationMax(days = 3_650)
        Duration keep,

        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration pruneEvery) {}
