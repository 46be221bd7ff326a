package io.postern.gateway.upstream;

import io.postern.core.credential.ApiKeyCallerSpec;
import io.postern.core.credential.NoneSpec;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.InjectionPlan;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.plan.TargetPlan;
import io.postern.core.proxy.CallTimeouts;
import io.postern.core.rule.RuleEffect;
import io.postern.core.rule.RuleScopes;
import io.postern.core.rule.RuleSet;
import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import java.util.List;

/** Plans of which only the target, the time-outs and the retries matter. */
final class Plans {

    private static final RuleSet ALL = RuleSet.compile(RuleEffect.ALLOW, List.of());

    private Plans() {}

    static ProxyPlan to(String url, CallTimeouts timeouts, int retries) {
        return to(url, "cred_2", timeouts, retries);
    }

    static ProxyPlan to(String url, String credentialId, CallTimeouts timeouts, int retries) {
        return to(url, "client_1", credentialId, timeouts, retries);
    }

    static ProxyPlan to(String url, String clientId, String credentialId, CallTimeouts timeouts, int retries) {
        return new ProxyPlan(
                "prx_1",
                clientId,
                "eu",
                true,
                new CallerPlan("cred_1", ApiKeyCallerSpec.inUsualPlaces(), List.of(), null),
                new TargetPlan("tgt_1", TargetUrl.parse(url), EncodedSlashes.KEEP, OwnLinks.REWRITE),
                new InjectionPlan(credentialId, new NoneSpec(), null),
                new RuleScopes(ALL, ALL, ALL, ALL),
                0,
                timeouts,
                retries,
                false);
    }
}
