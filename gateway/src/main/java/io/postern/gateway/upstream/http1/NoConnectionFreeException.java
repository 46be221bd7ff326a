package io.postern.gateway.upstream.http1;

import java.io.IOException;

/** That all connections to a destination are in use, and too many calls wait for one, or this one waited too long. */
public final class NoConnectionFreeException extends IOException {

    private static final long serialVersionUID = 1L;

    NoConnectionFreeException(String why) {
        super(why);
    }

    /** Many of them come at once, and where they come from says nothing. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
