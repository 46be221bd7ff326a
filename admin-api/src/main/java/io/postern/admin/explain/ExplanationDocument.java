package io.postern.admin.explain;

import io.postern.core.rule.RuleDecision;
import io.postern.core.rule.RuleRequest;
import io.postern.core.rule.ScopeDecision;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What would become of the request. */
@Schema(name = "Explanation")
record ExplanationDocument(
        @Schema(description = "Whether all four scopes allow it, and nothing refuses it before")
        boolean allowed,

        @Schema(
                description = "allowed, denied_by_rule, or the code with which the gateway refuses before any rule",
                example = "denied_by_rule")
        String decision,

        @Schema(
                description = "Why, in a sentence",
                example = "A rule of the proxy with priority 100 matches, and says to deny.")
        @Nullable String reason,

        @Schema(
                description = "The path that rules and the target see; null where it has no such form",
                example = "/v1/customers/42")
        @Nullable String path,

        @Schema(description = "The query that rules and the target see", example = "limit=10") @Nullable String query,

        List<ScopeDocument> scopes) {

    /** What one scope says. */
    @Schema(name = "ExplainedScope")
    record ScopeDocument(
            @Schema(allowableValues = {"proxyCredential", "targetCredential", "target", "proxy"})
            String scope,

            @Schema(allowableValues = {"allow", "deny"}) String effect,

            @Schema(
                    description = "The rule that decided; null: the default did",
                    example = "rule_01kamr5p7r9t1v3x5z7b9d1f3h")
            @Nullable String ruleId,

            String reason,

            @Schema(description = "Every rule that matched, the strongest first")
            List<String> matchedRuleIds) {}

    static ExplanationDocument refused(String code, String reason) {
        return new ExplanationDocument(false, code, reason, null, null, List.of());
    }

    static ExplanationDocument decided(RuleDecision decision, RuleRequest request) {
        ScopeDecision denial = decision.denial();
        return new ExplanationDocument(
                decision.allowed(),
                decision.allowed() ? "allowed" : "denied_by_rule",
                denial == null ? null : denial.reason(),
                request.path(),
                request.query().encoded(),
                decision.scopes().stream()
                        .map(scope -> new ScopeDocument(
                                scope.scope().word(),
                                scope.effect().word(),
                                scope.ruleId(),
                                scope.reason(),
                                scope.matchedRuleIds()))
                        .toList());
    }
}
