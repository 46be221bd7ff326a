package io.postern.core.plan;

import io.postern.core.proxy.CallTimeouts;
import io.postern.core.rule.RuleScopes;

/**
 * Everything a gateway needs to serve one proxy, compiled from its rows and immutable: a call reads one plan from its
 * first step to its last, whatever changes meanwhile.
 *
 * @param active an inactive proxy serves nobody
 * @param maxRequestsPerMinute in any 60 seconds; 0: no limit
 * @param retries how often an idempotent call without a body is sent again after it failed to reach the target: 0 to 3
 * @param tracePropagation whether the target is told of the trace that a call belongs to
 */
public record ProxyPlan(
        String proxyId,
        String clientId,
        String region,
        boolean active,
        CallerPlan caller,
        TargetPlan target,
        InjectionPlan injection,
        RuleScopes rules,
        int maxRequestsPerMinute,
        CallTimeouts timeouts,
        int retries,
        boolean tracePropagation) {}
