package io.postern.core.schema;

/** The database has not the schema that this version needs; its message says what to do. */
public final class SchemaTooOldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SchemaTooOldException(String message) {
        super(message);
    }
}
