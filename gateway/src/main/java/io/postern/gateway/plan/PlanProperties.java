package io.postern.gateway.plan;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the gateway follows the configuration.
 *
 * @param pollInterval how often the change log is read although nobody called: what a lost notification costs at most
 * @param heartbeatInterval how often the listening connection is asked whether it lives
 * @param readTimeout for reading one batch of changes
 * @param loadTimeout for reading the whole configuration
 * @param maxBackoff longest wait between two attempts to reach PostgreSQL
 */
@Validated
@ConfigurationProperties("postern.gateway.plans")
public record PlanProperties(
        @DefaultValue("2s") @NotNull @DurationMin(millis = 10)
        Duration pollInterval,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 10)
        Duration heartbeatInterval,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 10)
        Duration readTimeout,

        @DefaultValue("5m") @NotNull @DurationMin(millis = 10)
        Duration loadTimeout,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 10)
        Duration maxBackoff) {}
