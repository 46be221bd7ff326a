package io.postern.gateway.plan;

import io.postern.core.plan.ProxyPlan;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The plans that are served now, by proxy id. Reading takes the same time however many there are, waits for nobody, and
 * sees each plan either as it was or as it is, never a mixture.
 */
@Component
public final class PlanTable {

    private volatile Map<String, ProxyPlan> plans = new ConcurrentHashMap<>();
    private volatile boolean loaded;

    /** The plan of that proxy; null where this gateway serves no such proxy. */
    public @Nullable ProxyPlan find(String proxyId) {
        return plans.get(proxyId);
    }

    /** Serves this plan from now on, in place of the proxy's last one. */
    public void put(ProxyPlan plan) {
        plans.put(plan.proxyId(), plan);
    }

    /** Serves the proxy no more. */
    public void remove(String proxyId) {
        plans.remove(proxyId);
    }

    /** Each plan that is served, in no order; those that change meanwhile, as they were or as they are. */
    public void forEach(Consumer<ProxyPlan> taker) {
        plans.values().forEach(taker);
    }

    /** How many proxies are served. */
    public int size() {
        return plans.size();
    }

    /** Whether the whole configuration was read once: before, a proxy that is not found may yet exist. */
    public boolean loaded() {
        return loaded;
    }

    /** Puts a whole new table in place of this one, by one reference. */
    void replaceAll(Map<String, ProxyPlan> whole) {
        plans = new ConcurrentHashMap<>(whole);
        loaded = true;
    }
}
