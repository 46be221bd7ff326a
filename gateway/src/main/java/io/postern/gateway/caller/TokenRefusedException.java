package io.postern.gateway.caller;

/** A token that is refused for what stands in it. The message is the reason, for the log, and quotes nothing of the token. */
final class TokenRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    TokenRefusedException(String reason) {
        // No stack trace: hostile tokens must not be expensive.
        super(reason, null, false, false);
    }
}
