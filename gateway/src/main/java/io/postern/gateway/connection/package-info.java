/**
 * What several packages know of connections: how those of callers and of targets are written and closed, which answer on a
 * caller's has no end of its own, and whether a caller's was lost.
 */
@NullMarked
package io.postern.gateway.connection;

import org.jspecify.annotations.NullMarked;
