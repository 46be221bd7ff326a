package io.postern.gateway.consent;

import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretValue;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.plan.CredentialTestPlans;
import io.postern.gateway.ticket.TicketCheck;
import io.postern.gateway.token.AuthorizationCode;
import io.postern.gateway.token.OAuth2Consents;
import io.postern.gateway.token.TokenFailure;
import java.net.URI;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What of a consent needs the credential's secret. Who may ask, and whether the browser that came back is the one that was
 * sent, is the admin API's decision, which the ticket proves. Neither code nor verifier stands in any answer or log.
 */
final class Consents {

    private static final Logger LOG = LoggerFactory.getLogger(Consents.class);

    private final TicketCheck tickets;
    private final CredentialTestPlans plans;
    private final OAuth2Consents consents;

    Consents(TicketCheck tickets, CredentialTestPlans plans, OAuth2Consents consents) {
        this.tickets = tickets;
        this.plans = plans;
        this.consents = consents;
    }

    /** The URL for the person's browser; never fails, and never completes empty. */
    Mono<ConsentAnswer> url(String ticket) {
        return with(
                TicketPurpose.CONSENT_URL,
                ticket,
                (claims, plan) -> consents.url(
                                plan,
                                new OAuth2Consents.Request(
                                        claims.claim(Ticket.STATE),
                                        claims.claim(Ticket.CHALLENGE),
                                        URI.create(claims.claim(Ticket.REDIRECT_URI))))
                        .map(url -> new ConsentAnswer("ok", url.toString())));
    }

    /** Exchanges the code and keeps what comes of it; never fails, and never completes empty. */
    Mono<ConsentAnswer> finish(String ticket) {
        return with(
                TicketPurpose.CONSENT,
                ticket,
                (claims, plan) -> consents.finish(
                                plan,
                                new AuthorizationCode(
                                        SecretValue.of(claims.claim(Ticket.CODE)),
                                        SecretValue.of(claims.claim(Ticket.VERIFIER)),
                                        URI.create(claims.claim(Ticket.REDIRECT_URI))))
                        .thenReturn(ConsentAnswer.of("ok")));
    }

    private Mono<ConsentAnswer> with(
            TicketPurpose purpose, String text, BiFunction<Ticket, InjectionPlan, Mono<ConsentAnswer>> step) {
        return Mono.justOrEmpty(tickets.take(purpose, text))
                .flatMap(ticket -> plans.find(ticket.claim(Ticket.CLIENT), ticket.claim(Ticket.CREDENTIAL))
                        .ofType(CredentialTestPlans.CredentialTestPlan.OfTargets.class)
                        .map(CredentialTestPlans.CredentialTestPlan.OfTargets::plan)
                        .flatMap(plan -> step.apply(ticket, plan))
                        .onErrorResume(failure -> Mono.just(failed(ticket.claim(Ticket.CREDENTIAL), failure)))
                        .defaultIfEmpty(ConsentAnswer.of("not_found")))
                .defaultIfEmpty(ConsentAnswer.of("invalid_ticket"));
    }

    private static ConsentAnswer failed(String credentialId, Throwable failure) {
        if (failure instanceof TokenFailure known) {
            LOG.warn("The consent for credential {} failed: {}: {}", credentialId, known.reason(), known.getMessage());
            return ConsentAnswer.of(
                    switch (known.reason()) {
                        case REFUSED -> "refused";
                        case ANSWER -> "unusable_answer";
                        default -> "failed";
                    });
        }
        LOG.warn(
                "The consent for credential {} failed: {}",
                credentialId,
                failure instanceof RefusedException refused
                        ? refused.refusal().code().word()
                        : failure.getClass().getName());
        return ConsentAnswer.of("failed");
    }
}
