package io.postern.gateway.inject;

import io.postern.core.credential.FetchedTokenSpec;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.springframework.stereotype.Component;

/** Step 7: puts the secret into the request, last before it is sent. */
@Component
public final class Injectors {

    private final Map<Class<?>, Injector<?>> byKind;

    /**
     * @param injectors of every kind that fetches no token; those that do are placed alike
     * @throws IllegalStateException unless every kind of target credential has exactly one injector
     */
    Injectors(List<Injector<?>> injectors) {
        Map<Class<?>, Injector<?>> found = new HashMap<>();
        for (Injector<?> injector : injectors) {
            Injector<?> other = found.put(injector.spec(), injector);
            if (other != null) {
                throw new IllegalStateException(
                        "two injectors for " + injector.spec().getSimpleName() + ": "
                                + other.getClass().getName() + " and "
                                + injector.getClass().getName());
            }
        }
        for (Class<?> kind : TargetCredentialSpec.class.getPermittedSubclasses()) {
            if (FetchedTokenSpec.class.isAssignableFrom(kind)) {
                found.putIfAbsent(kind, new FetchedTokenInjector<>(kind.asSubclass(TargetCredentialSpec.class)));
            }
            if (!found.containsKey(kind)) {
                throw new IllegalStateException("no injector for " + kind.getSimpleName());
            }
        }
        byKind = Map.copyOf(found);
    }

    /**
     * Puts the secret where the credential says, in place of whatever the caller had there.
     *
     * @return the same request, changed; or a refusal with {@code INJECTION_FAILED} where the request lacks a
     *     placeholder that the credential fills, which it names, or {@code SECRET_UNAVAILABLE} where a value of the
     *     secret is missing or can't stand in its place. A refused request must not be sent.
     */
    public Outcome<OutboundRequest> inject(TargetCredentialSpec spec, SecretBundle secret, OutboundRequest request) {
        try {
            return injector(spec).inject(spec, secret, request);
        } catch (NoSuchElementException missing) {
            // A value that the configuration names and the stored secret lacks: its message has the name only.
            return Outcome.refused(Refusal.of(RefusalCode.SECRET_UNAVAILABLE, "The target's secret is incomplete")
                    .withDetail(String.valueOf(missing.getMessage())));
        }
    }

    /** What of the request's body has to be at hand before the injection. */
    public BodyNeed bodyNeed(TargetCredentialSpec spec) {
        return injector(spec).bodyNeed(spec);
    }

    /**
     * What another injection may begin with once this request has had its own: the request itself where the next secret
     * replaces the first, else a copy. To be asked for before the first injection.
     */
    public OutboundRequest repeatable(TargetCredentialSpec spec, OutboundRequest request) {
        return replacesItsOwn(spec) ? request : request.copy();
    }

    boolean replacesItsOwn(TargetCredentialSpec spec) {
        return injector(spec).replacesItsOwn(spec);
    }

    // Found by the spec's own class, so that it takes exactly this spec.
    @SuppressWarnings("unchecked")
    private <S extends TargetCredentialSpec> Injector<S> injector(S spec) {
        Injector<?> injector = byKind.get(spec.getClass());
        if (injector == null) {
            throw new IllegalStateException("no injector for " + spec.getClass());
        }
        return (Injector<S>) injector;
    }
}
