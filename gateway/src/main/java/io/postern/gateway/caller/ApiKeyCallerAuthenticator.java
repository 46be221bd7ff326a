package io.postern.gateway.caller;

import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.inbound.PresentedCredential;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * A key in {@code X-API-Key}, in the place of the credential's own, or in {@code Authorization}: as it is, after
 * {@code Bearer}, or in a form that some SDK insists on.
 */
@Component
final class ApiKeyCallerAuthenticator implements CallerKind<ApiKeyCallerSpec> {

    private final HashComparison comparison;

    ApiKeyCallerAuthenticator(HashComparison comparison) {
        this.comparison = comparison;
    }

    @Override
    public Class<ApiKeyCallerSpec> spec() {
        return ApiKeyCallerSpec.class;
    }

    @Override
    public Mono<Outcome<Caller>> authenticate(ApiKeyCallerSpec spec, CallerPlan plan, PresentedCredential received) {
        PresentedCredential presented = withoutSignatureBesideKey(received);
        Outcome<Caller> outcome =
                comparison.compare(plan, Shown.inAnyPlace(presented, AuthorizationForms::rawOrBearer));
        return Mono.just(
                outcome instanceof Outcome.Refused
                                && Shown.inAnyPlace(presented, AuthorizationForms::keyOfSdk)
                                        instanceof Shown.Text asSdksWriteIt
                        ? comparison.compare(plan, asSdksWriteIt)
                        : outcome);
    }

    /** An SDK for AWS can't leave its signature out: beside a key of ours, the key id in it is somebody's dummy. */
    private static PresentedCredential withoutSignatureBesideKey(PresentedCredential received) {
        String authorization = received.authorization();
        boolean elsewhere =
                received.apiKeyHeader() != null || received.ownPlace() != null || received.authorizationQuery() != null;
        return elsewhere && authorization != null && AuthorizationForms.isAwsSignature(authorization)
                ? new PresentedCredential(
                        null, received.apiKeyHeader(), received.authorizationQuery(), received.ownPlace())
                : received;
    }
}
