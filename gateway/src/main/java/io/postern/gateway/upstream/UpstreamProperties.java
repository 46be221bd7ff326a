package io.postern.gateway.upstream;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the gateway talks to targets. What differs from proxy to proxy, as its time-outs, stands in the proxy's plan.
 *
 * @param allowedAddresses {@code CIDR[:PORT[-PORT]]}: special addresses that calls may go to all the same
 * @param maxConnections to one host and port; shared out evenly among the event loops
 * @param maxWaiting calls that wait for one of them, shared out likewise; one more is refused as busy
 * @param maxWait for one of them; the plan's connect time-out may be shorter
 * @param maxIdle how long an unused connection is kept: less than a target's own keep-alive, which would close it under a
 *     request
 * @param maxLife after which a connection is not used again
 * @param evictionInterval how often unused connections are looked through
 * @param caFile PEM certificates that are trusted beside the Java runtime's own; null: only those
 * @param maxStartLine of an answer
 * @param maxHeaders of an answer, all together
 * @param smallBody bodies that say they are no longer than this go on in one piece with their head, longer ones as they come
 */
@Validated
@ConfigurationProperties("postern.gateway.upstream")
public record UpstreamProperties(
        @DefaultValue List<String> allowedAddresses,
        @DefaultValue("1000") @Min(1) @Max(60_000) int maxConnections,
        @DefaultValue("1000") @Min(1) @Max(100_000) int maxWaiting,
        @DefaultValue("5s") @NotNull Duration maxWait,
        @DefaultValue("15s") @NotNull Duration maxIdle,
        @DefaultValue("10m") @NotNull Duration maxLife,
        @DefaultValue("5s") @NotNull Duration evictionInterval,
        @Nullable Path caFile,
        @DefaultValue("8KB") @NotNull DataSize maxStartLine,
        @DefaultValue("32KB") @NotNull DataSize maxHeaders,
        @DefaultValue("16KB") @NotNull DataSize smallBody,
        @DefaultValue @Valid Dns dns,
        @DefaultValue @Valid Breaker breaker,
        @DefaultValue @Valid WebSocket webSocket,
        @DefaultValue @Valid Fetch fetch) {

    public UpstreamProperties {
        allowedAddresses = List.copyOf(allowedAddresses);
    }

    /**
     * How names are looked up.
     *
     * @param queryTimeout for one question to one server
     * @param maxTtl how long an answer is kept at most, whatever its own says
     * @param negativeTtl how long it is kept that a name does not exist
     */
    public record Dns(
            @DefaultValue("3s") @NotNull Duration queryTimeout,
            @DefaultValue("1m") @NotNull Duration maxTtl,
            @DefaultValue("5s") @NotNull Duration negativeTtl) {}

    /**
     * When a target is left alone for a while. Only failures to get any answer count, never a status of the target.
     *
     * @param calls the latest calls that are looked at
     * @param leastCalls fewer of them decide nothing
     * @param failurePercent from which share of failures on the target is left alone
     * @param openFor how long
     * @param probes calls that are then let through to see
     */
    public record Breaker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("50") @Min(1) @Max(10_000) int calls,
            @DefaultValue("20") @Min(1) @Max(10_000) int leastCalls,
            @DefaultValue("50") @Min(1) @Max(100) int failurePercent,
            @DefaultValue("10s") @NotNull Duration openFor,
            @DefaultValue("5") @Min(1) @Max(1_000) int probes) {}

    /**
     * How WebSockets pass.
     *
     * @param maxFrame the longest frame that passes in either direction
     */
    public record WebSocket(@DefaultValue("1MB") @NotNull DataSize maxFrame) {}

    /**
     * Small documents that the gateway fetches for itself.
     *
     * @param timeout for the whole of it
     * @param maxSize of the document
     */
    public record Fetch(
            @DefaultValue("5s") @NotNull Duration timeout,
            @DefaultValue("512KB") @NotNull DataSize maxSize) {}
}
