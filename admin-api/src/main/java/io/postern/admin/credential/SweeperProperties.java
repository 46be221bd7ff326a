package io.postern.admin.credential;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When versions of secrets that no row names are destroyed.
 *
 * @param age how long after they were written, and after their credential was last changed,
 *     versions that no row names are destroyed; gateways may still have calls under way with the version before
 * @param every how often the store is looked through
 */
@Validated
@ConfigurationProperties("postern.admin.sweeper")
record SweeperProperties(
        @DefaultValue("1h") @NotNull @DurationMin(minutes = 1) @DurationMax(days = 3_650)
        Duration age,

        @DefaultValue("10m") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration every) {}
