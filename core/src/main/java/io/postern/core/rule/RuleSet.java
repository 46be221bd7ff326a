package io.postern.core.rule;

import java.util.List;

/** The compiled rules of one scope. SEAM: to be implemented by the owner of this package. */
public final class RuleSet {

    private final RuleEffect defaultEffect;
    private final List<Rule> rules;

    private RuleSet(RuleEffect defaultEffect, List<Rule> rules) {
        this.defaultEffect = defaultEffect;
        this.rules = List.copyOf(rules);
    }

    public static RuleSet compile(RuleEffect defaultEffect, List<Rule> rules) {
        return new RuleSet(defaultEffect, rules);
    }

    public RuleEffect defaultEffect() {
        return defaultEffect;
    }

    public List<Rule> rules() {
        return rules;
    }
}
