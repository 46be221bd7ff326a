package io.postern.core.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one scope decided, and why.
 *
 * @param ruleId of the rule that decided; null where none matched and the scope's default did
 * @param reason a sentence that repeats nothing of the request
 * @param matchedRuleIds the rule that decided and, in an explanation, every other rule that matched, the strongest first
 */
public record ScopeDecision(
        RuleScope scope, RuleEffect effect, @Nullable String ruleId, String reason, List<String> matchedRuleIds) {

    public ScopeDecision {
        matchedRuleIds = List.copyOf(matchedRuleIds);
    }

    static ScopeDecision of(RuleScope scope, RuleEffect defaultEffect, List<Rule> matched) {
        if (matched.isEmpty()) {
            return new ScopeDecision(
                    scope,
                    defaultEffect,
                    null,
                    "No rule of the " + scope.phrase() + " matches, and its default is to " + defaultEffect.word()
                            + ".",
                    List.of());
        }
        Rule deciding = matched.get(0);
        return new ScopeDecision(
                scope,
                deciding.effect(),
                deciding.ruleId(),
                "A rule of the " + scope.phrase() + " with priority " + deciding.priority() + " matches, and says to "
                        + deciding.effect().word() + ".",
                matched.stream().map(Rule::ruleId).toList());
    }
}
