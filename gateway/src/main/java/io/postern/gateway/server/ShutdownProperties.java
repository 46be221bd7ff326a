package io.postern.gateway.server;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a gateway stops.
 *
 * @param drain how long it takes calls on after it was told to stop, while readiness says no and each answer asks the
 *     caller to come by another connection: as long as a balancer needs to notice. {@code 0s} where there is none
 * @param timeout for how long after the drain calls under way may go on
 */
@ConfigurationProperties("postern.gateway.shutdown")
@Validated
record ShutdownProperties(
        @NotNull @DefaultValue("10s") @DurationMin(millis = 0) @DurationMax(hours = 1)
        Duration drain,

        @NotNull @DefaultValue("30s") @DurationMin(millis = 0) @DurationMax(hours = 1)
        Duration timeout) {}
