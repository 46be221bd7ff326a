package io.postern.gateway.plan;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up from the moment the whole configuration was read once; PostgreSQL may be away afterwards. */
final class PlanHealth implements HealthIndicator {

    private final PlanTable table;
    private final PlanSync sync;

    PlanHealth(PlanTable table, PlanSync sync) {
        this.table = table;
        this.sync = sync;
    }

    @Override
    public Health health() {
        return (table.loaded() ? Health.up() : Health.outOfService())
                .withDetail("proxies", table.size())
                .withDetail("revision", sync.revision())
                .withDetail("uncompiled", sync.uncompiled())
                .build();
    }
}
