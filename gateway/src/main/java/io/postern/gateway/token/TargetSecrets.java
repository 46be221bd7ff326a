package io.postern.gateway.token;

import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.secret.CredentialSecrets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Step 6: what is put into the request, as it is stored or as it is fetched; from memory while it is there. */
public final class TargetSecrets {

    private final CredentialSecrets stored;
    private final FetchedTokens fetched;

    TargetSecrets(CredentialSecrets stored, FetchedTokens fetched) {
        this.stored = stored;
        this.fetched = fetched;
    }

    /**
     * The credential's values, and under {@link FetchedTokenSpec#TOKEN} the token where its kind fetches one; or a refusal with
     * {@code SECRET_UNAVAILABLE} or {@code TOKEN_UNAVAILABLE}. Never completes empty and never fails.
     */
    public Mono<Outcome<SecretBundle>> resolve(InjectionPlan plan) {
        return fetches(plan) ? fetched.get(key(plan)) : stored.resolve(plan);
    }

    /**
     * How this call gets another token, or another dynamic secret, where the target refuses the one it was given; null where
     * there is no other. To be asked for before {@link #resolve}: what was fetched later than that is not replaced.
     */
    public @Nullable TokenReplacement replacement(InjectionPlan plan) {
        if (!fetches(plan)) {
            long asked = stored.now();
            return CredentialSecrets.isReplaceable(plan) ? refused -> stored.replace(plan, refused, asked) : null;
        }
        long since = fetched.now();
        return refused -> fetched.replace(key(plan), refused, since);
    }

    /**
     * For how long what {@link #resolve} gave can be used; null where it has no end of its own, as a stored secret, or where
     * nothing was given.
     */
    public @Nullable Duration left(InjectionPlan plan) {
        if (fetches(plan)) {
            return fetched.left(key(plan));
        }
        return plan.secret() == null ? null : stored.left(plan.secret(), plan.spec());
    }

    private static boolean fetches(InjectionPlan plan) {
        return plan.spec().placed() instanceof FetchedTokenSpec spec && spec.fetches();
    }

    private static TokenKey key(InjectionPlan plan) {
        return new TokenKey(plan.credentialId(), plan.secret(), plan.spec());
    }
}
