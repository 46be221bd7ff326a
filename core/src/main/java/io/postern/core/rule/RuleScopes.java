package io.postern.core.rule;

import java.util.function.Predicate;

/** The four rule sets that a call must pass, each on its own. */
public record RuleScopes(RuleSet proxyCredential, RuleSet targetCredential, RuleSet target, RuleSet proxy) {

    public RuleSet of(RuleScope scope) {
        return switch (scope) {
            case PROXY_CREDENTIAL -> proxyCredential;
            case TARGET_CREDENTIAL -> targetCredential;
            case TARGET -> target;
            case PROXY -> proxy;
        };
    }

    /** Whether any rule looks into the body, so that it has to be read as JSON before the rules are asked. */
    public boolean readsBody() {
        return any(RuleSet::readsBody);
    }

    /** Whether any rule looks at claims of the caller's token. */
    public boolean readsToken() {
        return any(RuleSet::readsToken);
    }

    /** Whether any rule looks at query parameters. */
    public boolean readsQuery() {
        return any(RuleSet::readsQuery);
    }

    /** Whether any rule looks at header fields. */
    public boolean readsHeaders() {
        return any(RuleSet::readsHeaders);
    }

    private boolean any(Predicate<RuleSet> reads) {
        return reads.test(proxyCredential) || reads.test(targetCredential) || reads.test(target) || reads.test(proxy);
    }
}
