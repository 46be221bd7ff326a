package io.postern.admin.requestlog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the request log is kept. Its table has a partition for each day (UTC).
 *
 * @param keep {@code 1d} to {@code 3650d}: a day of the request log is dropped as a whole when its last call ended so
 *     long ago
 * @param ahead {@code 1d} to {@code 60d}: for how long from now there are partitions. Calls of later days wait in a
 *     default partition
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
