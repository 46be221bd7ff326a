package io.postern.gateway.requestlog;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;

/** Why rows are not known to be written. */
record WriteFailure(RuntimeException cause) {

    /** Whether the same rows would be refused again. All else is taken for an outage. */
    boolean refused() {
        return cause instanceof R2dbcNonTransientException && !(cause instanceof R2dbcNonTransientResourceException);
    }

    /** Whether other rows of the same batch may be taken. */
    boolean ofARow() {
        String state = state();
        return state.startsWith("22") || state.startsWith("23");
    }

    /**
     * All rows of a batch are written at once. So one that was tried is there if any of its rows is, and one of a single row is
     * there in any case.
     */
    boolean isThere(Batch batch) {
        return state().equals("23505") && (batch.wasTried() || batch.size() == 1);
    }

    private String state() {
        return cause instanceof R2dbcException database && database.getSqlState() != null ? database.getSqlState() : "";
    }

    /** Without the cause's message: it may quote rows. */
    @Override
    public String toString() {
        return (cause.getClass().getSimpleName() + " " + state()).strip();
    }
}
