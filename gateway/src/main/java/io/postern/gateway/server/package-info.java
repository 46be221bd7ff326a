/**
 * The connections of callers: what they have to keep to before there is a call, and how they end when the gateway stops.
 * Begin at {@code ServerPipeline}.
 */
@NullMarked
package io.postern.gateway.server;

import org.jspecify.annotations.NullMarked;
