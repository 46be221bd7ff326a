package io.postern.gateway.caller;

import io.postern.core.credential.JwtCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.inbound.PresentedCredential;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A fixed JWT in {@code Authorization}, as it is or after {@code Bearer}; its claims are not read. */
@Component
final class JwtCallerAuthenticator implements CallerKind<JwtCallerSpec> {

    private final HashComparison comparison;

    JwtCallerAuthenticator(HashComparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public Class<JwtCallerSpec> spec() {
        return JwtCallerSpec.class;
    }

    @Override
    public Mono<Outcome<Caller>> authenticate(JwtCallerSpec spec, CallerPlan plan, PresentedCredential presented) {
        return Mono.just(comparison.compare(plan, Shown.inAuthorization(presented, AuthorizationForms::rawOrBearer)));
    }
}
