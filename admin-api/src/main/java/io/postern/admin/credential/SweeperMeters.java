package io.postern.admin.credential;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** {@code postern.sweeper.runs} by {@code how}, and {@code postern.sweeper.destroyed}: versions of secrets. */
@Component
class SweeperMeters {

    private final Counter done;
    private final Counter failed;
    private final Counter destroyed;

    SweeperMeters(MeterRegistry metrics) {
        done = runs(metrics, "done");
        failed = runs(metrics, "failed");
        destroyed = Counter.builder("postern.sweeper.destroyed")
                .description("Versions of secrets that no row named")
                .register(metrics);
    }

    private static Counter runs(MeterRegistry metrics, String how) {
        return Counter.builder("postern.sweeper.runs")
                .description("Looks through the secret store, by how they ended")
                .tag("how", how)
                .register(metrics);
    }

    void swept(long versions) {
        done.increment();
        destroyed.increment((double) versions);
    }

    void failed() {
        failed.increment();
    }
}
