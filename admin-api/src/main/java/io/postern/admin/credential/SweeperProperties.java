package io.postern.admin.credential;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When versions of secrets that no row names are destroyed.
 *
 * @param age at least {@code 1m}: how long after they were written, and after their credential was last changed,
 *     versions that no row names are destroyed; gateways may still have calls under way with the version before
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
