package io.postern.admin.accesstoken;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The tokens that API clients exchange their key pairs for.
 *
 * @param lifetime how long a token is good, where neither its API client nor its pair ends before
 */
@Validated
@ConfigurationProperties("postern.admin.access-token")
record AccessTokenProperties(
        @DefaultValue("1h") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 24)
        Duration lifetime) {}
