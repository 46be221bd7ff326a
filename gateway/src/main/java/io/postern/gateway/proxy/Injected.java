package io.postern.gateway.proxy;

import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.inject.Injectors;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.token.TokenReplacement;
import io.postern.gateway.upstream.Reauthorisation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The request with its secret.
 *
 * @param reauthorisation how it is made with another token, should the target refuse this one
 */
record Injected(OutboundRequest request, Reauthorisation reauthorisation) {

    /**
     * Step 7.
     *
     * @param replacement how another token is had; null where there is none
     * @throws RefusedException where the secret can't be put into this request
     */
    static Injected of(
            Injectors injectors,
            InjectionPlan plan,
            SecretBundle secret,
            @Nullable TokenReplacement replacement,
            OutboundRequest request) {
        if (replacement == null) {
            return new Injected(inject(injectors, plan, secret, request), Reauthorisation.NONE);
        }
        OutboundRequest again = injectors.repeatable(plan.spec(), request);
        return new Injected(
                inject(injectors, plan, secret, request),
                () -> replacement
                        .insteadOf(secret)
                        .map(next -> another(secret, next).map(other -> inject(injectors, plan, other, again))));
    }

    private static OutboundRequest inject(
            Injectors injectors, InjectionPlan plan, SecretBundle secret, OutboundRequest request) {
        return injectors.inject(plan.spec(), secret, request).orRefuse();
    }

    /** What came in the place of a secret, if it is another one. */
    private static Optional<SecretBundle> another(SecretBundle refused, Outcome<SecretBundle> next) {
        return next instanceof Outcome.Passed<SecretBundle> passed
                        && !passed.value().equals(refused)
                ? Optional.of(passed.value())
                : Optional.empty();
    }
}
