package io.postern.gateway.caller;

import io.postern.core.credential.CallerCredentialSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.inbound.PresentedCredential;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;

/** Step 3: who calls, by the kind of the proxy's credential. */
@Component
public final class CallerAuthenticator {

    private final Map<Class<?>, CallerKind<?>> byKind;

    /** @throws IllegalStateException unless every kind of caller credential has exactly one authenticator */
    CallerAuthenticator(List<CallerKind<?>> kinds) {
        Map<Class<?>, CallerKind<?>> found = new HashMap<>();
        for (CallerKind<?> kind : kinds) {
            CallerKind<?> other = found.put(kind.spec(), kind);
            if (other != null) {
                throw new IllegalStateException(
                        "two authenticators for " + kind.spec().getSimpleName() + ": "
                                + other.getClass().getName() + " and "
                                + kind.getClass().getName());
            }
        }
        for (Class<?> kind : CallerCredentialSpec.class.getPermittedSubclasses()) {
            if (!found.containsKey(kind)) {
                throw new IllegalStateException("no authenticator for " + kind.getSimpleName());
            }
        }
        byKind = Map.copyOf(found);
    }

    /**
     * Whether the presented credential is the plan's. Never completes empty and never fails; answers at once unless keys or
     * secrets have to be fetched first.
     *
     * @return the caller; or a refusal with {@code INVALID_PROXY_CREDENTIAL}, the same whatever was wrong, so that nobody
     *     learns which part of a guess was right, the reason being in its detail for the log; or, where that can't be known
     *     now, with {@code CALLER_KEYS_UNAVAILABLE}
     */
    public Mono<Outcome<Caller>> authenticate(CallerPlan plan, PresentedCredential presented) {
        try {
            Mono<Outcome<Caller>> answer = authenticate(plan.spec(), plan, presented);
            // What is there already can't fail any more; without an operator the filter sees that it is there.
            return answer instanceof Fuseable.ScalarCallable<?> && answer.block() != null
                    ? answer
                    : answer.onErrorResume(failure -> Mono.just(broken(failure)));
        } catch (RuntimeException failure) {
            return Mono.just(broken(failure));
        }
    }

    private static Outcome<Caller> broken(Throwable failure) {
        // Not its text, which could repeat what the caller showed.
        return Outcome.refused(Refusal.of(RefusalCode.INTERNAL_ERROR, "The proxy credential could not be checked")
                .withDetail(failure.getClass().getName()));
    }

    // Found by the spec's own class, so that it takes exactly this spec.
    @SuppressWarnings("unchecked")
    private <S extends CallerCredentialSpec> Mono<Outcome<Caller>> authenticate(
            S spec, CallerPlan plan, PresentedCredential presented) {
        CallerKind<?> kind = byKind.get(spec.getClass());
        if (kind == null) {
            throw new IllegalStateException("no authenticator for " + spec.getClass());
        }
        return ((CallerKind<S>) kind).authenticate(spec, plan, presented);
    }
}
