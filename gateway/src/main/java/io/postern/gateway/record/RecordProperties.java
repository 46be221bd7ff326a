package io.postern.gateway.record;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is noted of calls.
 *
 * @param logSample the share of calls without a fault whose line is written; all others always have theirs
 * @param clients how many clients have metrics of their own; the rest share the tag {@code other}; 0: none has
 * @param targets how many targets have metrics of their own; likewise
 * @param expiring of how many credentials of each kind it is told when they end, those that end first
 */
@Validated
@ConfigurationProperties("postern.gateway.record")
record RecordProperties(
        @DefaultValue("0") @DecimalMin("0") @DecimalMax("1") double logSample,
        @DefaultValue("0") @Min(0) @Max(10_000) int clients,
        @DefaultValue("0") @Min(0) @Max(10_000) int targets,
        @DefaultValue("100") @Min(0) @Max(10_000) int expiring) {}
