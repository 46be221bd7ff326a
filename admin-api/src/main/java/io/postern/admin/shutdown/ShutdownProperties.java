package io.postern.admin.shutdown;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the admin API stops.
 *
 * @param drain up to {@code 1h}: how long it takes requests on after it was told to stop, while readiness says no and
 *     each answer asks the caller to come by another connection: as long as a balancer needs to notice. {@code 0s}
 *     where there is none
 */
@ConfigurationProperties("postern.admin.shutdown")
record ShutdownProperties(@DefaultValue("10s") Duration drain) {

    ShutdownProperties {
        if (drain.isNegative() || drain.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("postern.admin.shutdown.drain must be from 0 to 1h");
        }
    }
}
