package io.postern.gateway.targettest;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.request.AmbiguousRequestException;
import io.postern.core.request.PathCanonicalizer;
import io.postern.core.request.QueryCanonicalizer;
import io.postern.core.request.QueryParameter;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.inject.Injectors;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.plan.TargetTestPlans;
import io.postern.gateway.plan.TargetTestPlans.TargetTestPlan;
import io.postern.gateway.ticket.TicketCheck;
import io.postern.gateway.token.TargetSecrets;
import io.postern.gateway.upstream.TargetProbe;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Calls a target's test path with one of its client's credentials: the steps of a call from the secret on. Who may ask is
 * the admin API's decision, which the ticket proves; the rules are not asked, since there is no caller.
 */
final class TargetTests {

    private static final Logger LOG = LoggerFactory.getLogger(TargetTests.class);

    private final TicketCheck tickets;
    private final TargetTestPlans plans;
    private final TargetSecrets secrets;
    private final Injectors injectors;
    private final TargetProbe probe;
    private final Clock clock;

    TargetTests(
            TicketCheck tickets,
            TargetTestPlans plans,
            TargetSecrets secrets,
            Injectors injectors,
            TargetProbe probe,
            Clock clock) {
        this.tickets = tickets;
        this.plans = plans;
        this.secrets = secrets;
        this.injectors = injectors;
        this.probe = probe;
        this.clock = clock;
    }

    /** What became of it; never fails, and never completes empty. */
    Mono<TargetTestResult> test(String text) {
        Optional<Ticket> ticket = tickets.take(TicketPurpose.TARGET_TEST, text);
        if (ticket.isEmpty()) {
            return Mono.just(failed(0, "gateway", "invalid_ticket", "The gateway does not accept the test's ticket"));
        }
        long began = clock.millis();
        Ticket valid = ticket.get();
        return plans.find(valid.claim(Ticket.CLIENT), valid.claim(Ticket.TARGET), valid.claim(Ticket.CREDENTIAL))
                .flatMap(this::send)
                .map(status -> answered(status, clock.millis() - began))
                .defaultIfEmpty(
                        failed(0, "gateway", "not_found", "The gateway's database has no such target and credential"))
                .onErrorResume(RefusedException.class, refused -> Mono.just(refused(refused.refusal(), began)))
                .onErrorResume(failure -> {
                    LOG.warn(
                            "a target could not be tested: {}",
                            failure.getClass().getName());
                    return Mono.just(
                            failed(clock.millis() - began, "gateway", "internal_error", "The gateway could not test"));
                });
    }

    private Mono<Integer> send(TargetTestPlan plan) {
        OutboundRequest request = request(plan);
        return secrets.resolve(plan.injection())
                .map(Outcome::orRefuse)
                .map(secret -> injectors
                        .inject(plan.injection().spec(), secret, request)
                        .orRefuse())
                .flatMap(injected -> probe.send(plan.injection().credentialId(), injected, CallTimeouts.DEFAULT));
    }

    private static OutboundRequest request(TargetTestPlan plan) {
        String testPath = plan.testPath();
        int query = testPath.indexOf('?');
        String path = query < 0 ? testPath : testPath.substring(0, query);
        try {
            return new OutboundRequest(
                    "GET",
                    plan.target().url(),
                    PathCanonicalizer.canonicalize(
                                    path.isEmpty() || path.startsWith("/") ? path : "/" + path,
                                    plan.target().encodedSlashes())
                            .value(),
                    QueryCanonicalizer.canonicalize(query < 0 ? "" : testPath.substring(query + 1))
                            .parameters()
                            .stream()
                            .map(QueryParameter::encoded)
                            .toList(),
                    new DefaultHttpHeaders());
        } catch (AmbiguousRequestException e) {
            throw new RefusedException(
                    Refusal.of(RefusalCode.AMBIGUOUS_PATH, "The test path is refused: " + e.reason()));
        }
    }

    private static TargetTestResult answered(int status, long millis) {
        if (status == 401 || status == 403) {
            return new TargetTestResult(
                    true, status, millis, "credential", "target_status", "The target answered " + status);
        }
        return status >= 400
                ? new TargetTestResult(true, status, millis, "target", "target_status", "The target answered " + status)
                : new TargetTestResult(true, status, millis, "none", "ok", "The target answered " + status);
    }

    private TargetTestResult refused(Refusal refusal, long began) {
        String side = switch (refusal.code().party()) {
            case UPSTREAM -> refusal.attributes().getOrDefault("failedSide", "target");
            case SECRET -> "secret";
            default -> refusal.code() == RefusalCode.INJECTION_FAILED ? "credential" : "gateway";
        };
        return failed(clock.millis() - began, side, refusal.code().word(), refusal.message());
    }

    private static TargetTestResult failed(long millis, String side, String code, String message) {
        return new TargetTestResult(false, null, millis, side, code, message);
    }
}
