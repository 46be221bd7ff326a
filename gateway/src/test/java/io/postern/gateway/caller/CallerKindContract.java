package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.inbound.PresentedCredential;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every way of authenticating callers keeps to. A subclass says what is right and in which forms it may be shown.
 *
 * @param <S> the kind
 */
abstract class CallerKindContract<S extends CallerCredentialSpec> {

    abstract CallerKind<S> kind();

    /** Of the credential that {@link #right} shows. */
    abstract CallerPlan plan();

    /** The right credential, in the value of {@code Authorization}. */
    abstract String right();

    /** Another proxy's credential of this kind, in the value of {@code Authorization}. */
    abstract String wrong();

    /** Further places and forms in which the right credential is accepted, and why. */
    abstract Map<String, PresentedCredential> accepted();

    /** Places and forms in which the right credential is not accepted, and why. */
    abstract Map<String, PresentedCredential> refused();

    final Outcome<Caller> authenticate(CallerPlan plan, PresentedCredential presented) {
        Outcome<Caller> outcome = kind().authenticate(kind().spec().cast(plan.spec()), plan, presented)
                .block(Duration.ofSeconds(10));
        assertThat(outcome).isNotNull();
        return java.util.Objects.requireNonNull(outcome);
    }

    final void assertPasses(PresentedCredential presented, String why) {
        assertThat(authenticate(plan(), presented)).as(why).isInstanceOf(Outcome.Passed.class);
    }

    final Refusal assertRefused(CallerPlan plan, PresentedCredential presented, String why) {
        Outcome<Caller> outcome = authenticate(plan, presented);
        assertThat(outcome).as(why).isInstanceOf(Outcome.Refused.class);
        Refusal refusal = ((Outcome.Refused<Caller>) outcome).refusal();
        assertThat(refusal.code()).as(why).isEqualTo(RefusalCode.INVALID_PROXY_CREDENTIAL);
        // The caller learns nothing of the reason; the log does.
        assertThat(refusal.message()).as(why).isEqualTo("Invalid proxy credential");
        assertThat(refusal.attributes()).as(why).isEmpty();
        assertThat(refusal.retryAfter()).as(why).isNull();
        assertThat(refusal.detail()).as(why).isNotBlank();
        return refusal;
    }

    @Test
    void authenticateWhenRightInHeaderOrQueryThenPasses() {
        assertPasses(CallerFixtures.header(right()), "in the header");
        assertPasses(CallerFixtures.query(right()), "in the query parameter");
        assertPasses(CallerFixtures.header("  " + right() + " "), "white space around a field value is not part of it");
    }

    @Test
    void authenticateWhenRightInAnotherAcceptedFormThenPasses() {
        accepted().forEach((why, presented) -> assertPasses(presented, why));
    }

    @Test
    void authenticateWhenFormIsNotOfThisKindThenRefused() {
        refused().forEach((why, presented) -> assertRefused(plan(), presented, why));
    }

    @Test
    void authenticateWhenNothingIsShownThenRefused() {
        assertRefused(plan(), CallerFixtures.header(null), "nothing is there");
        assertRefused(plan(), CallerFixtures.header(""), "an empty header is nothing");
        assertRefused(plan(), CallerFixtures.query(""), "an empty parameter is nothing");
        assertRefused(plan(), CallerFixtures.header("Bearer "), "a scheme alone is nothing");
    }

    @Test
    void authenticateWhenAnothersCredentialIsShownThenRefused() {
        assertRefused(plan(), CallerFixtures.header(wrong()), "in the header");
        assertRefused(plan(), CallerFixtures.query(wrong()), "in the query parameter");
    }

    @Test
    void authenticateWhenRightIsCutOrExtendedThenRefused() {
        assertRefused(
                plan(), CallerFixtures.header(right().substring(0, right().length() - 4)), "a beginning is not it");
        assertRefused(plan(), CallerFixtures.header(right() + "AAAA"), "more than it is not it");
    }

    @Test
    void authenticateWhenSamePlacesAgreeThenPasses() {
        assertPasses(new PresentedCredential(right(), null, right()), "header and parameter show the same");
    }

    @Test
    void authenticateWhenPlacesDifferThenRefusedWhicheverIsRight() {
        assertRefused(plan(), new PresentedCredential(right(), null, wrong()), "the parameter is another's");
        assertRefused(plan(), new PresentedCredential(wrong(), null, right()), "the header is another's");
        assertRefused(plan(), new PresentedCredential(right(), null, ""), "the parameter is empty");
    }

    @Test
    void authenticateWhenRefusedThenNoTextRepeatsWhatWasShown() {
        for (String shown : List.of(wrong(), "Canary-S3cret", "Bearer Canary-S3cret", "Basic Q2FuYXJ5LVMzY3JldA==")) {
            Refusal refusal = assertRefused(plan(), CallerFixtures.header(shown), shown);
            String text = refusal.toString().toLowerCase(Locale.ROOT);
            assertThat(text).doesNotContain("canary").doesNotContain(shown.toLowerCase(Locale.ROOT));
        }
    }
}
