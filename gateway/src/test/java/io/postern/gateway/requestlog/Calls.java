package io.postern.gateway.requestlog;

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
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.record.CallRecord;
import io.postern.gateway.record.EndedCallRecords;
import io.postern.gateway.upstream.UpstreamResult;
import java.time.Duration;
import java.util.List;

/** Ended calls of one proxy. */
final class Calls {

    private static final RuleSet ALL = RuleSet.compile(RuleEffect.ALLOW, List.of());

    static final ProxyPlan PLAN = new ProxyPlan(
            "prx_1",
            "cli_1",
            "eu-1",
            true,
            new CallerPlan("cred_1", ApiKeyCallerSpec.inUsualPlaces(), List.of(), null),
            new TargetPlan(
                    "tgt_1", TargetUrl.parse("https://api.example.com"), EncodedSlashes.REFUSE, OwnLinks.REWRITE),
            new InjectionPlan("cred_2", new NoneSpec(), null),
            new RuleScopes(ALL, ALL, ALL, ALL),
            0,
            CallTimeouts.DEFAULT,
            0,
            false);

    private Calls() {}

    static CallRecord answered(String requestId, String path) {
        return EndedCallRecords.of(requestId, "GET", call -> {
            call.plan(PLAN);
            call.path(path);
            call.sending();
            call.answered(new UpstreamResult(200, 3, 5, Duration.ofMillis(7), true));
        });
    }

    static CallRecord truncated(String requestId) {
        return EndedCallRecords.of(requestId, "GET", call -> {
            call.plan(PLAN);
            call.path("/a");
            call.sending();
            call.answered(new UpstreamResult(200, 0, 5, Duration.ofMillis(7), false));
        });
    }

    static CallRecord cutOff(String requestId) {
        return EndedCallRecords.of(requestId, "GET", call -> {
            call.plan(PLAN);
            call.sending();
            call.cutOff();
        });
    }

    static CallRecord cancelled(String requestId) {
        return EndedCallRecords.of(requestId, "GET", call -> {
            call.plan(PLAN);
            call.path("/a");
            call.sending();
        });
    }

    static CallRecord refused(String requestId, String method, Refusal refusal) {
        return EndedCallRecords.of(requestId, method, call -> {
            call.plan(PLAN);
            call.refused(refusal);
        });
    }
}
