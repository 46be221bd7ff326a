package io.postern.gateway.secret;

import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretSource;
import io.postern.gateway.expiry.ExpirySource;
import io.postern.gateway.plan.PlanTable;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * Stored secrets that say themselves when they end, as a JWT does, of credentials whose secret is in memory. Nothing is read
 * from the store for this, and a kind says itself what of its secret ends
 * ({@link io.postern.core.credential.TargetCredentialSpec#storedEnd}).
 */
public final class StoredEnds implements ExpirySource {

    private final PlanTable plans;
    private final CredentialSecrets secrets;

    public StoredEnds(PlanTable plans, CredentialSecrets secrets) {
        this.plans = plans;
        this.secrets = secrets;
    }

    @Override
    public String what() {
        return "secret";
    }

    @Override
    public void tell(BiConsumer<String, Instant> ends) {
        plans.forEach(proxy -> {
            InjectionPlan injection = proxy.injection();
            SecretSource source = injection.secret();
            if (source != null) {
                SecretBundle kept = secrets.peek(source, injection.spec());
                Instant end = kept == null ? null : injection.spec().storedEnd(kept);
                if (end != null) {
                    ends.accept(injection.credentialId(), end);
                }
            }
        });
    }
}
