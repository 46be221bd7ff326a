package io.postern.core.secret.vault;

import java.time.Duration;
import java.time.Instant;
import org.springframework.vault.support.VaultToken;

/**
 * A token and how long it lasts.
 *
 * @param from when it was given out or renewed
 * @param lifetime counted from then; zero: for ever
 * @param firstLifetime what the login gave; a renewal that gives much less meets the token's end
 */
record VaultLease(VaultToken token, Instant from, Duration lifetime, Duration firstLifetime, boolean renewable) {

    static VaultLease loggedIn(VaultToken token, Instant now, Duration lifetime, boolean renewable) {
        return new VaultLease(token, now, lifetime, lifetime, renewable);
    }

    VaultLease renewed(Instant now, Duration newLifetime) {
        return new VaultLease(token, now, newLifetime, firstLifetime, renewable);
    }

    boolean ends() {
        return !lifetime.isZero();
    }

    boolean endedAt(Instant now) {
        return ends() && !now.isBefore(from.plus(lifetime));
    }

    boolean nearsItsEnd() {
        return ends() && lifetime.multipliedBy(2).compareTo(firstLifetime) < 0;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "VaultLease[from=" + from + ", lifetime=" + lifetime + "]";
    }
}
