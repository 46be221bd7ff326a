package io.postern.gateway.caller;

import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.plan.CallerHash;
import io.postern.core.plan.CallerPlan;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is more of the kinds that compare what is shown with hashes. */
abstract class ComparedCallerKindContract<S extends CallerCredentialSpec> extends CallerKindContract<S> {

    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final HashComparison COMPARISON =
            new HashComparison(CallerFixtures.HASHER, Clock.fixed(NOW, ZoneOffset.UTC));

    abstract S spec();

    /** What {@link #right} is compared as. */
    abstract String comparable();

    @Override
    CallerPlan plan() {
        return CallerFixtures.plan(spec(), hash(null));
    }

    private CallerHash hash(@Nullable Instant validUntil) {
        CallerHash hash = CallerFixtures.hash(comparable());
        return new CallerHash(hash.keyId(), hash.hash(), validUntil);
    }

    @Test
    void authenticateWhenPlanHasNoHashThenEverybodyIsRefused() {
        assertRefused(CallerFixtures.plan(spec()), CallerFixtures.header(right()), "not configured is not open");
    }

    @Test
    void authenticateWhenHashIsOfAnUnknownKeyThenRefused() {
        CallerHash hash = new CallerHash("gone", hash(null).hash(), null);
        assertRefused(CallerFixtures.plan(spec(), hash), CallerFixtures.header(right()), "its key is gone");
    }

    @Test
    void authenticateWhenRotatedThenOldOnePassesUntilItsGraceEnds() {
        CallerHash newer = CallerFixtures.hash("the newer one");
        CallerPlan inGrace = CallerFixtures.plan(spec(), newer, hash(NOW.plusMillis(1)));
        org.assertj.core.api.Assertions.assertThat(authenticate(inGrace, CallerFixtures.header(right())))
                .isInstanceOf(io.postern.gateway.failure.Outcome.Passed.class);
        CallerPlan afterGrace = CallerFixtures.plan(spec(), newer, hash(NOW));
        org.assertj.core.api.Assertions.assertThat(
                        assertRefused(afterGrace, CallerFixtures.header(right()), "the grace has ended")
                                .detail())
                .contains("grace");
    }
}
