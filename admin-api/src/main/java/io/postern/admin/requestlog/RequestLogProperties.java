package io.postern.admin.requestlog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the request log is kept. Its table has a partition for each day (UTC).
 *
 * @param keep a day is dropped as a whole when its last call ended so long ago: 1 to 3,650 days
 * @param ahead for how many days from now there are partitions: 1 to 60. Calls of later days wait in a default partition
 * @param maintainEvery how often partitions are made and dropped
 */
@ConfigurationProperties("postern.admin.request-log")
record RequestLogProperties(
        @DefaultValue("7d") Duration keep,
        @DefaultValue("7d") Duration ahead,
        @DefaultValue("10m") Duration maintainEvery) {

    RequestLogProperties {
        days(keep, 3650, "keep");
        days(ahead, 60, "ahead");
    }

    private static void days(Duration duration, int most, String name) {
        if (duration.compareTo(Duration.ofDays(1)) < 0 || duration.compareTo(Duration.ofDays(most)) > 0) {
            throw new IllegalArgumentException("postern.admin.request-log." + name + " must be 1d to " + most + "d");
        }
    }
}
