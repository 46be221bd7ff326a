package io.postern.gateway.upstream.http1;

import java.io.IOException;

/** That the target closed the connection before its answer was whole. */
public final class ConnectionLostException extends IOException {

    private static final long serialVersionUID = 1L;

    ConnectionLostException() {
        super("closed before the answer was whole");
    }

    /** It is thrown by nobody: where it was made says nothing. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
