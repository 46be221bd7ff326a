package io.postern.gateway.token;

/**
 * That no token could be had. The text is for logs: it names hosts and fields, and has no value of an answer, of a request or
 * of a secret.
 */
public final class TokenFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, as far as somebody can act on it; the words are tags of {@code postern.tokens.failed}. */
    public enum Cause {
        /** The credential's own secret can't be read from its store. */
        SECRET,
        /** The stored values can't be used: a key that is none, a text that can't stand where it should. */
        CREDENTIAL,
        /** The address guard refuses the token server's address. */
        ADDRESS,
        /** Not reached, no trusted connection, or no answer in time. */
        UNREACHABLE,
        /** The token server answered that it can't now: 429 or 5xx. */
        BUSY,
        /** The token server answered no: any other status than 2xx. */
        REFUSED,
        /** The answer lacks what was configured, or has it in another form. */
        ANSWER,
        /** Another gateway is fetching this token and has not finished. */
        CONFLICT,
        /** A defect. */
        DEFECT
    }

    private final Cause cause;

    public TokenFailure(Cause cause, String message) {
        super(message, null, false, false);
        this.cause = cause;
    }

    /** Of an answer whose field is not as configured. */
    public static TokenFailure answer(String field, String problem) {
        return new TokenFailure(Cause.ANSWER, "the answer's " + field + " " + problem);
    }

    public Cause reason() {
        return cause;
    }
}
