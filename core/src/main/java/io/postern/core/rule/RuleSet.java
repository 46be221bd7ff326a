package io.postern.core.rule;

import io.postern.core.field.InvalidFieldsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The compiled rules of one scope, immutable. What they say may be shared with other scopes, which say the same. */
public final class RuleSet {

    /** In one scope. */
    public static final int MOST_RULES = 500;

    private static final RuleSet ALLOW_ALL = new RuleSet(RuleEffect.ALLOW, List.of());
    private static final RuleSet DENY_ALL = new RuleSet(RuleEffect.DENY, List.of());

    private final RuleEffect defaultEffect;
    private final OrderedRules rules;
    /** In the order in which the rules were given. */
    private final String[] ids;

    private RuleSet(RuleEffect defaultEffect, List<Rule> rules) {
        this(
                defaultEffect,
                new OrderedRules(rules),
                rules.stream().map(Rule::ruleId).toArray(String[]::new));
    }

    private RuleSet(RuleEffect defaultEffect, OrderedRules rules, String[] ids) {
        this.defaultEffect = defaultEffect;
        this.rules = rules;
        this.ids = ids;
    }

    /**
     * Compiles the rules of a scope.
     *
     * @throws InvalidFieldsException where there are more than {@link #MOST_RULES}
     */
    public static RuleSet compile(RuleEffect defaultEffect, List<Rule> rules) {
        if (rules.isEmpty()) {
            return defaultEffect == RuleEffect.ALLOW ? ALLOW_ALL : DENY_ALL;
        }
        if (rules.size() > MOST_RULES) {
            throw InvalidFieldsException.of("must be at most " + MOST_RULES, "rules");
        }
        return new RuleSet(defaultEffect, rules);
    }

    /**
     * The rules of another scope, which say the same.
     *
     * @param ruleIds one for each rule, in the order in which they were given to {@link #compile}
     */
    public RuleSet withIds(List<String> ruleIds) {
        if (ruleIds.size() != ids.length) {
            throw new IllegalArgumentException(ruleIds.size() + " ids for " + ids.length + " rules");
        }
        return ids.length == 0 ? this : new RuleSet(defaultEffect, rules, ruleIds.toArray(String[]::new));
    }

    public RuleEffect defaultEffect() {
        return defaultEffect;
    }

    /** The rules in the order in which they decide. */
    public List<Rule> rules() {
        return rules.all().stream().map(this::own).toList();
    }

    public boolean readsBody() {
        return rules.readsBody();
    }

    public boolean readsToken() {
        return rules.readsToken();
    }

    public boolean readsQuery() {
        return rules.readsQuery();
    }

    public boolean readsHeaders() {
        return rules.readsHeaders();
    }

    /** The rule that decides; null where none matches. Whoever needs no more than the effect reads nothing of this scope's own. */
    OrderedRules.@Nullable Placed deciding(RequestReadings request) {
        return rules.firstMatch(request);
    }

    RuleEffect effect(OrderedRules.@Nullable Placed deciding) {
        return deciding == null ? defaultEffect : deciding.rule().effect();
    }

    /** Every rule that matches, the deciding one first. */
    List<Rule> allMatches(RequestReadings request) {
        return rules.allMatches(request).stream().map(this::own).toList();
    }

    /** With the id that it has in this scope. */
    Rule own(OrderedRules.Placed placed) {
        return placed.rule().withId(ids[placed.given()]);
    }
}
