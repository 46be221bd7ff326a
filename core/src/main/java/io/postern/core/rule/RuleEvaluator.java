package io.postern.core.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides about a request. Pure: the same rules and request give the same decision, and nothing else is looked at.
 *
 * <ol>
 *   <li>Each of the four scopes decides on its own; all four must allow.
 *   <li>In a scope the matching rules with the highest priority decide.
 *   <li>Among these, one that denies wins.
 *   <li>Where no rule matches, the scope's default effect decides.
 * </ol>
 */
public final class RuleEvaluator {

    private RuleEvaluator() {}

    /** Decides as fast as it can: stops at the first scope that denies, and in a scope at the deciding rule. */
    public static RuleDecision evaluate(RuleScopes scopes, RuleRequest request) {
        RequestReadings readings = new RequestReadings(request);
        List<ScopeDecision> decisions = new ArrayList<>(4);
        for (RuleScope scope : RuleScope.values()) {
            RuleSet rules = scopes.of(scope);
            ScopeDecision decision = ScopeDecision.of(scope, rules.defaultEffect(), rules.firstMatch(readings));
            decisions.add(decision);
            if (decision.effect() == RuleEffect.DENY) {
                break;
            }
        }
        return new RuleDecision(decisions);
    }

    /** The same decision, with every scope and every rule that matched. */
    public static RuleDecision explain(RuleScopes scopes, RuleRequest request) {
        RequestReadings readings = new RequestReadings(request);
        List<ScopeDecision> decisions = new ArrayList<>(4);
        for (RuleScope scope : RuleScope.values()) {
            RuleSet rules = scopes.of(scope);
            decisions.add(ScopeDecision.of(scope, rules.defaultEffect(), rules.allMatches(readings)));
        }
        return new RuleDecision(decisions);
    }
}
