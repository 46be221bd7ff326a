package io.postern.gateway.plan;

/** These rows make no plan that this version of the gateway understands. The message names resources, and no secret. */
final class UncompilableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UncompilableException(String message) {
        super(message);
    }

    UncompilableException(String message, RuntimeException cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
