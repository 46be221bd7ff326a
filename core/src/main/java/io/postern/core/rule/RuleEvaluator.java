package io.postern.core.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a request. Pure: the same rules and request give the same decision, and nothing else is looked at.
 *
 * <ol>
 *   <li>Each of the four scopes decides on its own; all four must allow.
 *   <li>In a scope the matching rules with the highest priority decide.
 *   <li>Among these, one that denies wins.
 *   <li>Where no rule matches, the scope's default effect decides.
 *   <li>A scope whose rules take more work than one request may cause denies.
 * </ol>
 */
public final class RuleEvaluator {

    private static final List<RuleScope> SCOPES = List.of(RuleScope.values());

    private RuleEvaluator() {}

    /**
     * Decides as fast as it can: stops at the first scope that denies, and in a scope at the deciding rule.
     *
     * @return what the first scope that denies decides, with the deciding rule alone; null where all allow
     */
    public static @Nullable ScopeDecision denial(RuleScopes scopes, RuleRequest request) {
        RequestReadings readings = new RequestReadings(request);
        for (RuleScope scope : SCOPES) {
            RuleSet rules = scopes.of(scope);
            OrderedRules.Placed deciding;
            try {
                deciding = rules.deciding(readings);
            } catch (RuleWork.TooMuchException tooMuch) {
                return ScopeDecision.undecided(scope);
            }
            if (rules.effect(deciding) == RuleEffect.DENY) {
                List<Rule> matched = deciding == null ? List.of() : List.of(rules.own(deciding));
                return ScopeDecision.of(scope, rules.defaultEffect(), matched);
            }
        }
        return null;
    }

    /** The same decision, with what every scope decides and every rule that matches. */
    public static RuleDecision explain(RuleScopes scopes, RuleRequest request) {
        RequestReadings readings = new RequestReadings(request);
        List<ScopeDecision> decisions = new ArrayList<>(SCOPES.size());
        for (RuleScope scope : SCOPES) {
            decisions.add(explained(scope, scopes.of(scope), readings));
        }
        return new RuleDecision(decisions);
    }

    private static ScopeDecision explained(RuleScope scope, RuleSet rules, RequestReadings readings) {
        try {
            return ScopeDecision.of(scope, rules.defaultEffect(), rules.allMatches(readings));
        } catch (RuleWork.TooMuchException tooMuch) {
            return ScopeDecision.undecided(scope);
        }
    }
}
