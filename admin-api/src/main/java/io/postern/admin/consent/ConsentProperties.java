package io.postern.admin.consent;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How persons consent.
 *
 * @param callbackUrl under which browsers reach {@code /api/oauth2/callback} of this API, as it is registered at the
 *     authorization servers; null: nobody can be asked
 * @param validFor how long an answered consent URL can be used
 */
@ConfigurationProperties("postern.admin.consent")
record ConsentProperties(
        @Nullable URI callbackUrl, @DefaultValue("10m") Duration validFor) {}
