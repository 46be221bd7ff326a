package io.postern.admin.credential;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When versions of secrets that no row names are destroyed.
 *
 * @param age how long after they were written, and after the credential was last changed: gateways may still have calls
 *     under way with the version before. At least a minute
 * @param every how often the store is looked through
 */
@ConfigurationProperties("postern.admin.sweeper")
record SweeperProperties(
        @DefaultValue("1h") Duration age,
        @DefaultValue("10m") Duration every) {

    SweeperProperties {
        if (age.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("postern.admin.sweeper.age must be at least 1m");
        }
    }
}
