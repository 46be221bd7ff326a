package io.postern.core.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one scope decided, and why.
 *
 * @param ruleId of the rule that decided; null where none matched and the scope's default did
 * @param priority of that rule; -1 where none matched
 * @param matchedRuleIds the rule that decided and, in an explanation, every other rule that matched, the strongest first
 */
public record ScopeDecision(
        RuleScope scope, RuleEffect effect, @Nullable String ruleId, int priority, List<String> matchedRuleIds) {

    public ScopeDecision {
        matchedRuleIds = List.copyOf(matchedRuleIds);
    }

    static ScopeDecision of(RuleScope scope, RuleEffect defaultEffect, List<Rule> matched) {
        if (matched.isEmpty()) {
            return new ScopeDecision(scope, defaultEffect, null, -1, List.of());
        }
        Rule deciding = matched.get(0);
        return new ScopeDecision(scope, deciding.effect(), deciding.ruleId(), deciding.priority(), ids(matched));
    }

    private static List<String> ids(List<Rule> matched) {
        return matched.size() == 1
                ? List.of(matched.get(0).ruleId())
                : matched.stream().map(Rule::ruleId).toList();
    }

    /** A sentence that repeats nothing of the request. */
    public String reason() {
        return ruleId == null
                ? "No rule of the " + scope.text() + " matches, and its default is to " + effect.word() + "."
                : "A rule of the " + scope.text() + " with priority " + priority + " matches, and says to "
                        + effect.word() + ".";
    }
}
