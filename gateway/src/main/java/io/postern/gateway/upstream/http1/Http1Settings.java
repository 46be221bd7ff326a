package io.postern.gateway.upstream.http1;

import java.time.Duration;

/**
 * Bounds of the connections of one event loop.
 *
 * @param maxConnections to one destination, those included that are being made
 * @param maxWaiting calls that wait for a connection to one destination
 * @param maxWait how long a call waits for another one's connection
 * @param maxIdle how long an unused connection is kept
 * @param maxLife after which a connection is not used again
 * @param evictionInterval how often unused connections are looked through
 * @param maxStartLine longest first line of an answer, in bytes
 * @param maxHeaders of an answer, all of them together, in bytes
 */
public record Http1Settings(
        int maxConnections,
        int maxWaiting,
        Duration maxWait,
        Duration maxIdle,
        Duration maxLife,
        Duration evictionInterval,
        int maxStartLine,
        int maxHeaders) {}
