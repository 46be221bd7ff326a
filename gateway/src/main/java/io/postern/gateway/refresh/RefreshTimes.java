package io.postern.gateway.refresh;

import java.time.Duration;

/**
 * How long a value is good, counted from the start of the read that brought it.
 *
 * @param refreshAfter from then on a call starts a new read and does not wait for it
 * @param waitAfter from then on a call waits for the new read, and gets the old value only where that fails
 * @param refuseAfter from then on the old value is served to nobody
 * @param failureTtl for how long at least no read follows a failed one; up to half of it more, at random, so that not
 *     everything is read again in the same moment
 * @param maxFailureTtl to how much {@code failureTtl} grows, twofold with each failure after another
 * @param readTimeout when a read counts as failed
 */
public record RefreshTimes(
        Duration refreshAfter,
        Duration waitAfter,
        Duration refuseAfter,
        Duration failureTtl,
        Duration maxFailureTtl,
        Duration readTimeout) {

    public RefreshTimes {
        if (refreshAfter.compareTo(waitAfter) > 0 || waitAfter.compareTo(refuseAfter) > 0) {
            throw new IllegalArgumentException(
                    "a value must be refreshed before it is waited for, and that before it is" + " refused: "
                            + refreshAfter + ", " + waitAfter + ", " + refuseAfter);
        }
    }

    /** With a {@code failureTtl} that does not grow. */
    public RefreshTimes(
            Duration refreshAfter,
            Duration waitAfter,
            Duration refuseAfter,
            Duration failureTtl,
            Duration readTimeout) {
        this(refreshAfter, waitAfter, refuseAfter, failureTtl, failureTtl, readTimeout);
    }

    /** The same for a value that is good for another time; what concerns failures and reads stays. */
    public RefreshTimes good(Duration newRefreshAfter, Duration newWaitAfter, Duration newRefuseAfter) {
        return new RefreshTimes(newRefreshAfter, newWaitAfter, newRefuseAfter, failureTtl, maxFailureTtl, readTimeout);
    }
}
