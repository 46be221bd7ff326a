package io.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A gateway with a setting that is out of bounds does not start, and names it. */
class SettingBoundsTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(AllSettings.class);

    @ConfigurationPropertiesScan(basePackageClasses = GatewayApplication.class)
    static class AllSettings {}

    @Test
    void contextWhenNothingIsSetThenStarts() {
        application.run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "postern.gateway.inbound, maxBufferedBody, -5B",
        "postern.gateway.inbound, maxBufferedBody, 3GB",
        "postern.gateway.inbound, idleTimeout, 0s",
        "postern.gateway.tokens, maxAnswer, 0B",
        "postern.gateway.upstream, maxWait, -1s",
        "postern.gateway.upstream, maxIdle, 0s",
        "postern.gateway.upstream, maxLife, 0s",
        "postern.gateway.upstream, evictionInterval, 0s",
        "postern.gateway.upstream, maxStartLine, 0B",
        "postern.gateway.upstream, maxHeaders, 3GB",
        "postern.gateway.upstream, smallBody, -1B",
        "postern.gateway.upstream, dns.queryTimeout, 0s",
        "postern.gateway.upstream, dns.maxTtl, -1s",
        "postern.gateway.upstream, breaker.openFor, 0s",
        "postern.gateway.upstream, webSocket.maxFrame, 4GB",
        "postern.gateway.upstream, fetch.timeout, 0s",
        "postern.gateway.upstream, fetch.maxSize, -1B"
    })
    void contextWhenASettingIsOutOfBoundsThenDoesNotStartAndNamesIt(String prefix, String name, String value) {
        application
                .withPropertyValues(prefix + "." + name + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll("on " + prefix, "on field '" + name + "'"));
    }
}
