package io.postern.admin.database;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the admin API waits for PostgreSQL.
 *
 * @param timeout for one read or one transaction, the wait for a connection included; then the answer is 503
 */
@Validated
@ConfigurationProperties("postern.admin.database")
record DatabaseProperties(
        @DefaultValue("10s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 5)
        Duration timeout) {}
