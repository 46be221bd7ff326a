package io.postern.gateway.inbound;

import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.RequestHeaders;
import io.postern.gateway.outbound.OutboundRequest;

/**
 * A request after the sanitizer.
 *
 * @param outbound what the target will get, and later steps add to
 * @param presented what the caller showed, which is no part of {@code outbound} any more
 * @param query the same query as in {@code outbound}, for rules
 * @param headers a view of the headers in {@code outbound}, for rules: asked before the secret is put in
 * @param webSocket whether the caller wants a WebSocket
 * @param hasBody whether the caller announced a body
 */
public record InboundRequest(
        OutboundRequest outbound,
        PresentedCredential presented,
        CanonicalQuery query,
        RequestHeaders headers,
        boolean webSocket,
        boolean hasBody) {}
