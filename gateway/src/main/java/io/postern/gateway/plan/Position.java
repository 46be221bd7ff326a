package io.postern.gateway.plan;

import java.time.Instant;

/**
 * A place in the change log: a row of it that was read. The time is there to tell rows of the same number apart, since a
 * database that was restored from a backup counts on from an older number.
 */
record Position(long revision, Instant changedAt) {

    /** Before the first row, where the log had none: nobody can say what was pruned from it. */
    static final Position NONE = new Position(0, Instant.EPOCH);
}
