package io.postern.core.rule;

import java.util.List;
import java.util.Optional;

/**
 * Whether a request is allowed, and what each scope said.
 *
 * @param scopes in the order of {@link RuleScope}; of an evaluation only up to the first that denies
 */
public record RuleDecision(List<ScopeDecision> scopes) {

    public RuleDecision {
        scopes = List.copyOf(scopes);
    }

    public boolean allowed() {
        return denying().isEmpty();
    }

    /** The first scope that denies. */
    public Optional<ScopeDecision> denying() {
        return scopes.stream()
                .filter(scope -> scope.effect() == RuleEffect.DENY)
                .findFirst();
    }
}
