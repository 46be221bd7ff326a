package io.postern.gateway.proxy;

import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.upstream.Reauthorisation;

/**
 * The request with its secret.
 *
 * @param reauthorisation how it is made with another token, should the target refuse this one
 */
record Injected(OutboundRequest request, Reauthorisation reauthorisation) {}
