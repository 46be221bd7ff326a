package io.postern.gateway.server;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How callers' connections are kept.
 *
 * @param idleTimeout how long a caller's connection is kept without a request
 */
@Validated
@ConfigurationProperties("postern.gateway.inbound")
record KeepAliveProperties(
        @DefaultValue("75s") @NotNull @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration idleTimeout) {}
