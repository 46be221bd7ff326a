package io.postern.gateway.plan;

import io.postern.core.plan.ProxyPlan;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of the proxies of one snapshot.
 *
 * @param position of the snapshot in the change log; {@link Position#NONE} where only some proxies were read
 * @param plans by proxy id
 * @param uncompiled proxies that exist and make no plan, with the reason
 */
record CompiledPlans(Position position, Map<String, ProxyPlan> plans, Map<String, String> uncompiled) {

    CompiledPlans(Position position) {
        this(position, new HashMap<>(), new HashMap<>());
    }

    void add(PlanCompiler compiler, ProxyRow row) {
        try {
            plans.put(row.proxyId(), compiler.proxy(row));
        } catch (UncompilableException e) {
            uncompiled.put(row.proxyId(), String.valueOf(e.getMessage()));
        }
    }

    /** Whether the snapshot had that proxy. */
    boolean has(String proxyId) {
        return plans.containsKey(proxyId) || uncompiled.containsKey(proxyId);
    }
}
