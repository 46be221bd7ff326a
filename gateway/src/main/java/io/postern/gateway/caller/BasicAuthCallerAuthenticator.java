package io.postern.gateway.caller;

import io.postern.core.credential.BasicAuthCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.inbound.PresentedCredential;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** User name and password after {@code Basic} (RFC 7617) in {@code Authorization}. */
@Component
final class BasicAuthCallerAuthenticator implements CallerKind<BasicAuthCallerSpec> {

    private final HashComparison comparison;

    BasicAuthCallerAuthenticator(HashComparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public Class<BasicAuthCallerSpec> spec() {
        return BasicAuthCallerSpec.class;
    }

    @Override
    public Mono<Outcome<Caller>> authenticate(
            BasicAuthCallerSpec spec, CallerPlan plan, PresentedCredential presented) {
        return Mono.just(comparison.compare(plan, Shown.inAuthorization(presented, AuthorizationForms::basic)));
    }
}
