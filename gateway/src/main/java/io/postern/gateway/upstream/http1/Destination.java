package io.postern.gateway.upstream.http1;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection goes, and so for what it may be used.
 *
 * @param owner whose calls go there: connections of two owners are never shared, so that what one owner does to a connection
 *     is nobody else's trouble, and nobody waits for another owner's
 * @param host a name or an address, which is resolved and checked for each new connection
 * @param tls with what it is made secure; null: not at all. Connections of two contexts are never shared, whatever the contexts
 *     have in common
 */
public record Destination(
        String owner, String host, int port, @Nullable SslContext tls) {}
