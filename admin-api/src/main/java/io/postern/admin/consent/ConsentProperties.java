package io.postern.admin.consent;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How persons consent.
 *
 * @param callbackUrl under which browsers reach {@code /api/oauth2/callback} of the admin API and what lies below it: each
 *     credential's own is this, a slash and its id; without it nobody can be asked for consent
 * @param validFor how long an answered consent URL can be used: {@code 1s} to {@code 1h}
 */
@ConfigurationProperties("postern.admin.consent")
record ConsentProperties(
        @Nullable URI callbackUrl, @DefaultValue("10m") Duration validFor) {

    ConsentProperties {
        // RFC 6749, section 3.1.2.
        if (callbackUrl != null
                && (callbackUrl.getScheme() == null
                        || callbackUrl.getHost() == null
                        || callbackUrl.getRawFragment() != null)) {
            throw new IllegalArgumentException(
                    "postern.admin.consent.callback-url must be a whole URL, without a fragment");
        }
        if (validFor.compareTo(Duration.ofSeconds(1)) < 0 || validFor.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("postern.admin.consent.valid-for must be 1s to 1h");
        }
    }
}
