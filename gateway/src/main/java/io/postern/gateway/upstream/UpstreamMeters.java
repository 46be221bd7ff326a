package io.postern.gateway.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator watches of the way to targets: {@code postern.upstream.connections} by {@code pool} and {@code state},
 * {@code postern.upstream.waiting} and {@code postern.upstream.fullest} by {@code pool}, {@code postern.breakers} by
 * {@code state}, and {@code postern.addresses.refused}. No tag names a target or an address.
 */
final class UpstreamMeters {

    private final MeterRegistry registry;

    UpstreamMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts the addresses that the check refuses, whatever they were to be connected to for. */
    AddressCheck counted(AddressCheck check) {
        Counter refused = Counter.builder("postern.addresses.refused")
                .description("Connections that were not made since their address is not allowed")
                .register(registry);
        return (InetAddress address, int port) -> {
            Optional<String> reason = check.refusal(address, port);
            if (reason.isPresent()) {
                refused.increment();
            }
            return reason;
        };
    }

    void pools(Map<String, PoolUse> bySort) {
        bySort.forEach((sort, pools) -> {
            connections(sort, "active", pools).register(registry);
            connections(sort, "idle", pools).register(registry);
            Gauge.builder("postern.upstream.waiting", pools, all -> all.sum(pool -> pool.pendingAcquireSize()))
                    .description("Calls that wait for a connection")
                    .tag("pool", sort)
                    .register(registry);
            Gauge.builder("postern.upstream.fullest", pools, PoolUse::fullest)
                    .description("Part of its connections that the pool in most use has in use")
                    .tag("pool", sort)
                    .register(registry);
        });
    }

    private static Gauge.Builder<PoolUse> connections(String sort, String state, PoolUse pools) {
        return Gauge.builder(
                        "postern.upstream.connections",
                        pools,
                        all -> all.sum(pool -> state.equals("active") ? pool.acquiredSize() : pool.idleSize()))
                .description("Connections to targets and token servers")
                .tag("pool", sort)
                .tag("state", state);
    }

    void breakers(TargetBreakers breakers) {
        for (CircuitBreaker.State state :
                new CircuitBreaker.State[] {CircuitBreaker.State.OPEN, CircuitBreaker.State.HALF_OPEN}) {
            Gauge.builder("postern.breakers", breakers, all -> all.count(state))
                    .description("Targets that are left alone, and those that are tried again")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}
