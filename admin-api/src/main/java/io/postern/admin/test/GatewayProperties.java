package io.postern.admin.test;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The gateways, as the admin API knows them.
 *
 * @param publicUrl what apps call: the answered {@code proxyUrl} begins with it
 * @param managementUrl the management port of a gateway, for tests of targets; without it there are none
 * @param testTimeout how long a test of a target may take
 */
@ConfigurationProperties("postern.gateway")
record GatewayProperties(
        @DefaultValue("http://localhost:8080") URI publicUrl,
        @Nullable URI managementUrl,
        @DefaultValue("75s") Duration testTimeout) {}
