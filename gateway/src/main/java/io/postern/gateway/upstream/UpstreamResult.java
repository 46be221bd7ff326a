package io.postern.gateway.upstream;

import java.time.Duration;

/**
 * How a call that got an answer of its target went.
 *
 * @param status the target's; 101 for a WebSocket that was opened
 * @param requestBytes of the body that were passed on; of a WebSocket, what the caller's frames carried
 * @param responseBytes of the answer's body that were passed on; of a WebSocket, what the target's frames carried
 * @param firstByte from the start of the call to the answer's head
 * @param completed whether the answer went through to its end; false: the caller saw a truncated one, and its connection
 *     closed; or an event stream was ended by a gateway that stops
 */
public record UpstreamResult(
        int status, long requestBytes, long responseBytes, Duration firstByte, boolean completed) {}
