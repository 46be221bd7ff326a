package io.postern.gateway.credentialtest;

import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretReference;
import io.postern.core.secret.SecretSource;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import io.postern.gateway.caller.CallerReadiness;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.plan.CredentialTestPlans;
import io.postern.gateway.plan.CredentialTestPlans.CredentialTestPlan;
import io.postern.gateway.ticket.TicketCheck;
import io.postern.gateway.token.TargetSecrets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Resolves a credential as a call would, memory included, and says what came of it without showing it. Who may ask is the
 * admin API's decision, which the ticket proves.
 */
final class CredentialTests {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialTests.class);

    private final TicketCheck tickets;
    private final CredentialTestPlans plans;
    private final TargetSecrets secrets;
    private final CallerReadiness callers;
    private final Clock clock;

    CredentialTests(
            TicketCheck tickets,
            CredentialTestPlans plans,
            TargetSecrets secrets,
            CallerReadiness callers,
            Clock clock) {
        this.tickets = tickets;
        this.plans = plans;
        this.secrets = secrets;
        this.callers = callers;
        this.clock = clock;
    }

    /** What became of it; never fails, and never completes empty. */
    Mono<CredentialTestResult> test(String text) {
        Optional<Ticket> ticket = tickets.take(TicketPurpose.CREDENTIAL_TEST, text);
        if (ticket.isEmpty()) {
            return Mono.just(gatewayFailed("invalid_ticket", "The gateway does not accept the test's ticket"));
        }
        long began = clock.millis();
        return plans.find(ticket.get().claim(Ticket.CLIENT), ticket.get().claim(Ticket.CREDENTIAL))
                .flatMap(plan -> plan instanceof CredentialTestPlan.OfTargets of
                        ? resolve(of.plan(), began)
                        : check(((CredentialTestPlan.OfCallers) plan).plan(), began))
                .defaultIfEmpty(gatewayFailed("not_found", "The gateway's database has no such credential"))
                .onErrorResume(failure -> {
                    LOG.warn(
                            "a credential could not be tested: {}",
                            failure.getClass().getName());
                    return Mono.just(gatewayFailed("internal_error", "The gateway could not test"));
                });
    }

    private Mono<CredentialTestResult> resolve(InjectionPlan plan, long began) {
        String kind = plan.spec().authType();
        boolean fetched = plan.spec().placed() instanceof FetchedTokenSpec spec && spec.fetches();
        String source = fetched ? "token" : source(plan.secret());
        return secrets.resolve(plan)
                .map(outcome -> outcome instanceof Outcome.Refused<?> refused
                        ? refused(kind, source, refused.refusal(), began)
                        : resolved(kind, source, secrets.left(plan), began));
    }

    private Mono<CredentialTestResult> check(CallerPlan plan, long began) {
        String kind = plan.spec().authType();
        return callers.of(plan)
                .map(readiness -> readiness.outcome() instanceof Outcome.Refused<?> refused
                        ? refused(kind, word(readiness, plan), refused.refusal(), began)
                        : resolved(kind, word(readiness, plan), null, began));
    }

    private static @Nullable String word(CallerReadiness.Readiness readiness, CallerPlan plan) {
        return switch (readiness.by()) {
            case HASH -> "hash";
            case KEYS -> "keys";
            case SECRET -> source(plan.secret());
        };
    }

    private static @Nullable String source(@Nullable SecretSource secret) {
        if (secret == null) {
            return null;
        }
        return secret instanceof SecretReference ? "reference" : "store";
    }

    private CredentialTestResult resolved(String kind, @Nullable String source, @Nullable Duration left, long began) {
        return new CredentialTestResult(
                true,
                kind,
                source,
                left == null ? null : Math.max(0, left.toSeconds()),
                clock.millis() - began,
                "none",
                "ok",
                source == null ? "There is nothing to resolve" : "The credential can be resolved");
    }

    /** A refusal's words are made for callers; which place failed stands in the log. */
    private CredentialTestResult refused(String kind, @Nullable String source, Refusal refusal, long began) {
        String side = switch (refusal.code()) {
            case SECRET_UNAVAILABLE -> "secret";
            case TOKEN_UNAVAILABLE -> "token";
            case CALLER_KEYS_UNAVAILABLE -> "keys";
            default -> "gateway";
        };
        return new CredentialTestResult(
                false,
                kind,
                source,
                null,
                clock.millis() - began,
                side,
                refusal.code().word(),
                refusal.message());
    }

    private static CredentialTestResult gatewayFailed(String code, String message) {
        return new CredentialTestResult(false, null, null, null, 0, "gateway", code, message);
    }
}
