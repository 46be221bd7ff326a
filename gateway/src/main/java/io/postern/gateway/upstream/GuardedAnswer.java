package io.postern.gateway.upstream;

import io.netty.handler.codec.http.HttpHeaders;

/** A whole answer to a {@link GuardedRequest}, whatever its status. */
public final class GuardedAnswer {

    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    GuardedAnswer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    public byte[] body() {
        return body;
    }

    @Override
    public String toString() {
        return "GuardedAnswer[" + status + ", " + body.length + " bytes]";
    }
}
