package io.postern.gateway.upstream;

import io.postern.gateway.upstream.http1.Acquisition;
import io.postern.gateway.upstream.http1.ConnectionTaker;
import io.postern.gateway.upstream.http1.Destination;
import io.postern.gateway.upstream.http1.Http1Connections;
import org.jspecify.annotations.Nullable;

/** The connections that a call may use: of its event loop, to its target, and with its certificate. */
record Route(Http1Connections connections, Destination destination) {

    /** A connection for the taker, at once or later; null: the taker has been told already. */
    @Nullable Acquisition acquire(ConnectionTaker taker) {
        return connections.acquire(destination, taker);
    }
}
