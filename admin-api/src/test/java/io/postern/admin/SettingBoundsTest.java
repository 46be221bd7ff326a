package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A program with a setting that is out of bounds does not start, and names it. */
class SettingBoundsTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(AllSettings.class);

    @ConfigurationPropertiesScan(basePackageClasses = AdminApiApplication.class)
    static class AllSettings {}

    @Test
    void contextWhenNothingIsSetThenStarts() {
        application.run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "postern.admin.access-token, lifetime, 59s",
        "postern.admin.access-token, lifetime, 25h",
        "postern.admin.changes, keep, -1d",
        "postern.admin.changes, keep, 0s",
        "postern.admin.changes, pruneEvery, 0s",
        "postern.admin.database, timeout, 0s",
        "postern.admin.request-log, keep, 23h",
        "postern.admin.request-log, keep, 3651d",
        "postern.admin.request-log, ahead, 61d",
        "postern.admin.request-log, maintainEvery, 0s",
        "postern.admin.request-log, maintainEvery, -1m",
        "postern.admin.sweeper, age, 59s",
        "postern.admin.sweeper, every, 0s",
        "postern.gateway, testTimeout, 0s",
        "postern.outbound, lookUpTimeout, 0s"
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
