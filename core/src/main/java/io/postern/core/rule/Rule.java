package io.postern.core.rule;

import java.util.Set;

/** SEAM: to be completed with its conditions by the owner of this package. */
public record Rule(String ruleId, RuleEffect effect, int priority, Set<String> methods) {}
