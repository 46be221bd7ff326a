package io.postern.gateway.caller;

import io.postern.core.credential.BearerCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.inbound.PresentedCredential;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A token after {@code Bearer} (RFC 6750) in {@code Authorization}. */
@Component
final class BearerCallerAuthenticator implements CallerKind<BearerCallerSpec> {

    private final HashComparison comparison;

    BearerCallerAuthenticator(HashComparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public Class<BearerCallerSpec> spec() {
        return BearerCallerSpec.class;
    }

    @Override
    public Mono<Outcome<Caller>> authenticate(BearerCallerSpec spec, CallerPlan plan, PresentedCredential presented) {
        return Mono.just(comparison.compare(plan, Shown.inAuthorization(presented, AuthorizationForms::bearer)));
    }
}
