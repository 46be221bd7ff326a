package io.postern.core.secret;

import org.jspecify.annotations.Nullable;

/** A secret store did not do what was asked. The message is for logs: it names places, never values. */
public final class SecretStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, as far as a caller of the store can act on it. */
    public enum Reason {
        /** The path, the version or its values are not there (any more): asking again won't help. */
        NOT_FOUND,
        /** The store was reached and refuses us: wrong policy, token or seal key. */
        DENIED,
        /** The newest version is not the expected one. */
        CONFLICT,
        /** What the store holds can't be a secret of this credential: tampered with, copied from another, or broken. */
        CORRUPT,
        /** Not reached, sealed, too slow, or out of order: asking again may help. */
        UNAVAILABLE
    }

    private final Reason reason;

    public SecretStoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public SecretStoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    public Reason reason() {
        return reason;
    }
}
