package io.postern.core.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is allowed, and what each scope said.
 *
 * @param scopes in the order of {@link RuleScope}
 */
public record RuleDecision(List<ScopeDecision> scopes) {

    public RuleDecision {
        scopes = List.copyOf(scopes);
    }

    public boolean allowed() {
        return denial() == null;
    }

    /** What the first scope that denies decided; null where all allow. */
    public @Nullable ScopeDecision denial() {
        for (ScopeDecision scope : scopes) {
            if (scope.effect() == RuleEffect.DENY) {
                return scope;
            }
        }
        return null;
    }
}
