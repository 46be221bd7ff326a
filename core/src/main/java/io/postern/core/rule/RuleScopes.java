package io.postern.core.rule;

/** The four rule sets that a call must pass, each on its own. */
public record RuleScopes(RuleSet proxyCredential, RuleSet targetCredential, RuleSet target, RuleSet proxy) {}
