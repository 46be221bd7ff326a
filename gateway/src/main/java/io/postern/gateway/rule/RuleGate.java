package io.postern.gateway.rule;

import io.postern.core.rule.RuleEvaluator;
import io.postern.core.rule.RuleRequest;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.ScopeDecision;
import io.postern.gateway.caller.Caller;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.inbound.InboundRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Puts the request, as the target will get it, before the rules, and turns a denial into the refusal of the call. */
public final class RuleGate {

    RuleGate() {}

    /** True, or {@code denied_by_rule} with the scope and, where a rule decided and not a default, the rule's id. */
    public Outcome<Boolean> check(RuleScopes scopes, InboundRequest request, Caller caller) {
        ScopeDecision denial = RuleEvaluator.denial(scopes, ruleRequest(scopes, request, caller));
        return denial == null ? Outcome.passed(true) : Outcome.refused(refusal(denial));
    }

    private static RuleRequest ruleRequest(RuleScopes scopes, InboundRequest request, Caller caller) {
        return new RuleRequest(
                request.outbound().method(),
                request.outbound().path(),
                request.query(),
                request.headers(),
                caller.claims(),
                scopes.readsBody() ? tree(request.outbound().json()) : null);
    }

    /** The tree as rules read it, every number with the digits it was sent with. */
    private static @Nullable Object tree(@Nullable JsonNode json) {
        if (json == null || json.isNull()) {
            return null;
        }
        if (json.isObject()) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            json.properties().forEach(member -> members.put(member.getKey(), tree(member.getValue())));
            return members;
        }
        if (json.isArray()) {
            List<@Nullable Object> elements = new ArrayList<>(json.size());
            json.forEach(element -> elements.add(tree(element)));
            return elements;
        }
        if (json.isNumber()) {
            return json.numberValue();
        }
        return json.isBoolean() ? (Object) json.booleanValue() : json.stringValue();
    }

    private static Refusal refusal(ScopeDecision denial) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("scope", denial.scope().word());
        if (denial.ruleId() != null) {
            attributes.put("ruleId", denial.ruleId());
        }
        return Refusal.of(RefusalCode.DENIED_BY_RULE, message(denial))
                .withDetail(denial.reason())
                .withAttributes(attributes);
    }

    private static String message(ScopeDecision denial) {
        String scope = denial.scope().text();
        if (denial.undecided()) {
            return "Denied, since the rules of the " + scope + " take too much work for this request";
        }
        return denial.ruleId() != null
                ? "Denied by a rule of the " + scope
                : "Denied by the default of the " + scope + ": no rule matches";
    }
}
