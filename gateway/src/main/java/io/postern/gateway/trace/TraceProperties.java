package io.postern.gateway.trace;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where spans of calls go, and of which calls there are any.
 *
 * @param endpoint takes traces by OTLP over HTTP, such as {@code http://collector:4318/v1/traces}; without it there are
 *     no spans
 * @param headersFile sent along with the spans: a file with one {@code name: value} to a line
 * @param caFile PEM certificates of which one must have signed the endpoint's, in place of the Java runtime's
 * @param sample the share of calls with spans, of those whose caller does not decide
 * @param followCaller whether the sampled flag of a caller's {@code traceparent} decides for its call
 * @param timeout for sending one batch of spans
 * @param maxWaiting spans that wait to be sent; what is more is dropped
 */
@Validated
@ConfigurationProperties("postern.gateway.trace")
record TraceProperties(
        @Nullable @Pattern(regexp = "(https?://\\S+)?") String endpoint,
        @Nullable Path headersFile,
        @Nullable Path caFile,

        @DefaultValue("1") @DecimalMin("0") @DecimalMax("1") double sample,

        @DefaultValue("true") boolean followCaller,

        @NotNull @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration timeout,

        @DefaultValue("4096") @Min(1) @Max(1_000_000) int maxWaiting) {

    /** The endpoint; null where there are to be no spans. An empty variable counts as none. */
    @Nullable String target() {
        return endpoint == null || endpoint.isEmpty() ? null : endpoint;
    }
}
