package io.postern.admin.gateway;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The gateways, as the admin API knows them.
 *
 * @param managementUrl the management port of a gateway, for what needs a secret: tests of targets and credentials, and
 *     consents; without it there are none
 * @param testTimeout for one test of a target or credential
 */
@Validated
@ConfigurationProperties("postern.gateway")
record GatewayProperties(
        @Nullable URI managementUrl,

        @DefaultValue("75s") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 10)
        Duration testTimeout) {}
