package io.postern.gateway.upstream.http1;

/** Who asked for a connection. Told one of the two, once, on the event loop; nothing after it has cancelled. */
public interface ConnectionTaker {

    /** To be used for one exchange, or closed. */
    void connected(Http1Connection connection);

    /**
     * There is none: {@link NoConnectionFreeException}, or why the name could not be resolved, the connection not be made or the
     * TLS handshake not be completed.
     */
    void notConnected(Throwable failure);
}
