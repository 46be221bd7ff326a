package io.postern.gateway.upstream;

/** A whole answer to a {@link GuardedRequest}, whatever its status. */
public final class GuardedAnswer {

    private final int status;
    private final byte[] body;

    GuardedAnswer(int status, byte[] body) {
        this.status = status;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public byte[] body() {
        return body;
    }

    @Override
    public String toString() {
        return "GuardedAnswer[" + status + ", " + body.length + " bytes]";
    }
}
