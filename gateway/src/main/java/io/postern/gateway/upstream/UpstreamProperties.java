package io.postern.gateway.upstream;

import io.postern.gateway.setting.DataSizeRange;
import io.postern.gateway.upstream.http1.Http1Settings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the gateway talks to targets. What differs from proxy to proxy, as its time-outs, stands in the proxy's plan.
 *
 * @param allowedAddresses special addresses that calls may go to all the same: {@code CIDR[:PORT[-PORT]]} each, with
 *     commas
 * @param maxConnections of one client to one host and port; shared out evenly among the event loops, and as
 *     many again for WebSockets
 * @param maxWait how long a call waits for a connection when all of them are in use; the proxy's connect time-out may
 *     be shorter
 * @param maxWaiting calls of one client that wait for a connection to one host and port, shared out likewise; one more is 503 {@code
 *     upstream_busy}
 * @param maxIdle how long an unused connection is kept: less than a target's own keep-alive, which would close it under
 *     a request
 * @param maxLife after which a connection is not used again
 * @param evictionInterval how often unused connections are looked through
 * @param caFile PEM certificates that are trusted beside the Java runtime's own
 * @param maxStartLine longest first line of an answer
 * @param maxHeaders of an answer: all of them together
 * @param smallBody answers up to this, and 64 KB at most, pass in one piece with their head, longer ones as they come
 */
@Validated
@ConfigurationProperties("postern.gateway.upstream")
public record UpstreamProperties(
        @DefaultValue List<String> allowedAddresses,
        @DefaultValue("1000") @Min(1) @Max(60_000) int maxConnections,
        @DefaultValue("1000") @Min(1) @Max(100_000) int maxWaiting,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 1) @DurationMax(hours = 1)
        Duration maxWait,

        @DefaultValue("15s") @NotNull @DurationMin(millis = 100) @DurationMax(days = 1)
        Duration maxIdle,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 100) @DurationMax(days = 30)
        Duration maxLife,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 10) @DurationMax(days = 1)
        Duration evictionInterval,

        @Nullable Path caFile,

        @DefaultValue("8KB") @NotNull @DataSizeRange(min = "1KB", max = "1MB")
        DataSize maxStartLine,

        @DefaultValue("32KB") @NotNull @DataSizeRange(min = "1KB", max = "1MB")
        DataSize maxHeaders,

        @DefaultValue("16KB") @NotNull @DataSizeRange(min = "0KB", max = "1MB")
        DataSize smallBody,

        @DefaultValue @Valid Dns dns,
        @DefaultValue @Valid Breaker breaker,
        @DefaultValue @Valid WebSocket webSocket,
        @DefaultValue @Valid Fetch fetch) {

    public UpstreamProperties {
        allowedAddresses = List.copyOf(allowedAddresses);
    }

    /** For the connections of one of so many event loops, among which they are shared out. */
    Http1Settings http1(int loops) {
        return new Http1Settings(
                share(maxConnections, loops),
                share(maxWaiting, loops),
                maxWait,
                maxIdle,
                maxLife,
                evictionInterval,
                (int) maxStartLine.toBytes(),
                (int) maxHeaders.toBytes());
    }

    /** At least one. */
    static int share(int total, int parts) {
        return (total + parts - 1) / parts;
    }

    /**
     * How names are looked up.
     *
     * @param queryTimeout for one question to one name server
     * @param maxTtl how long an answer of a name server is kept at most, whatever its own time is
     * @param negativeTtl how long it is kept that a name does not exist
     */
    public record Dns(
            @DefaultValue("3s") @NotNull @DurationMin(millis = 10) @DurationMax(minutes = 1)
            Duration queryTimeout,

            @DefaultValue("1m") @NotNull @DurationMin(seconds = 0) @DurationMax(days = 1)
            Duration maxTtl,

            @DefaultValue("5s") @NotNull @DurationMin(seconds = 0) @DurationMax(days = 1)
            Duration negativeTtl) {}

    /**
     * When a target is left alone for a while. Only failures to get any answer count, never a status of the target.
     *
     * @param enabled the circuit breakers, one for each target
     * @param calls the latest calls to a target that are looked at
     * @param leastCalls fewer calls than that decide nothing
     * @param failurePercent from which share of failures a target is left alone
     * @param openFor for how long a target is left alone
     * @param probes calls that are let through after that, to see
     */
    public record Breaker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("50") @Min(1) @Max(10_000) int calls,
            @DefaultValue("20") @Min(1) @Max(10_000) int leastCalls,
            @DefaultValue("50") @Min(1) @Max(100) int failurePercent,

            @DefaultValue("10s") @NotNull @DurationMin(millis = 100) @DurationMax(days = 1)
            Duration openFor,

            @DefaultValue("5") @Min(1) @Max(1_000) int probes) {}

    /**
     * How WebSockets pass.
     *
     * @param maxFrame longest frame that passes in either direction
     */
    public record WebSocket(
            @DefaultValue("1MB") @NotNull @DataSizeRange(min = "1KB", max = "64MB")
            DataSize maxFrame) {}

    /**
     * Small documents that the gateway fetches for itself.
     *
     * @param timeout for fetching the keys of a {@code jwksUri}, all of it
     * @param maxSize of a document with the keys of a {@code jwksUri}
     */
    public record Fetch(
            @DefaultValue("5s") @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1)
            Duration timeout,

            @DefaultValue("512KB") @NotNull @DataSizeRange(min = "1KB", max = "16MB")
            DataSize maxSize) {}
}
