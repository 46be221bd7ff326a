package io.postern.core.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one scope decided, and why.
 *
 * @param ruleId of the rule that decided; null where none matched and the scope's default did
 * @param priority of that rule; -1 where none matched
 * @param undecided whether the rules took too much work, so that they say nothing, and the scope denies
 * @param matchedRuleIds the rule that decided and, in an explanation, every other rule that matched, the strongest first
 */
public record ScopeDecision(
        RuleScope scope,
        RuleEffect effect,
        @Nullable String ruleId,
        int priority,
        boolean undecided,
        List<String> matchedRuleIds) {

    public ScopeDecision {
        matchedRuleIds = List.copyOf(matchedRuleIds);
    }

    static ScopeDecision of(RuleScope scope, RuleEffect defaultEffect, List<Rule> matched) {
        if (matched.isEmpty()) {
            return new ScopeDecision(scope, defaultEffect, null, -1, false, List.of());
        }
        Rule deciding = matched.get(0);
        return new ScopeDecision(scope, deciding.effect(), deciding.ruleId(), deciding.priority(), false, ids(matched));
    }

    static ScopeDecision undecided(RuleScope scope) {
        return new ScopeDecision(scope, RuleEffect.DENY, null, -1, true, List.of());
    }

    private static List<String> ids(List<Rule> matched) {
        return matched.size() == 1
                ? List.of(matched.get(0).ruleId())
                : matched.stream().map(Rule::ruleId).toList();
    }

    /** A sentence that repeats nothing of the request. */
    public String reason() {
        if (undecided) {
            return "The rules of the " + scope.text() + " take too much work for this request.";
        }
        return ruleId == null
                ? "No rule of the " + scope.text() + " matches, and its default is to " + effect.word() + "."
                : "A rule of the " + scope.text() + " with priority " + priority + " matches, and says to "
                        + effect.word() + ".";
    }
}
