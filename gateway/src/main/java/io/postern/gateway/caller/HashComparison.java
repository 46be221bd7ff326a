package io.postern.gateway.caller;

import io.postern.core.hash.CallerHasher;
import io.postern.core.plan.CallerHash;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import java.time.Clock;
import java.time.Instant;

/** Checks what a caller showed against the keyed hashes of a plan. */
final class HashComparison {

    private final CallerHasher hasher;
    private final Clock clock;

    HashComparison(CallerHasher hasher, Clock clock) {
        this.hasher = hasher;
        this.clock = clock;
    }

    /**
     * Passes where the text is what one of the hashes was made of, and that one is still valid. Every hash is compared,
     * whichever matches, so that the time tells nothing.
     */
    Outcome<Caller> compare(CallerPlan plan, Shown shown) {
        if (shown instanceof Shown.Nothing nothing) {
            return CallerRefusals.invalid(nothing.reason());
        }
        String text = ((Shown.Text) shown).text();
        Instant now = clock.instant();
        boolean matches = false;
        boolean matchesExpired = false;
        for (CallerHash hash : plan.hashes()) {
            boolean same = hasher.matches(hash, text);
            Instant validUntil = hash.validUntil();
            boolean valid = validUntil == null || now.isBefore(validUntil);
            matches |= same && valid;
            matchesExpired |= same && !valid;
        }
        if (matches) {
            return Outcome.passed(Caller.WITHOUT_CLAIMS);
        }
        return CallerRefusals.invalid(
                matchesExpired
                        ? "the credential was rotated and its grace has ended"
                        : "the shown credential is not this proxy's");
    }
}
