package io.postern.gateway.plan;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Brings the table up to the newest revision, step by step: the whole configuration once, and from then on what the change
 * log names. A step that fails changes nothing and can be taken again. Used by one thread, which it blocks.
 */
final class PlanSync {

    private static final Logger LOG = LoggerFactory.getLogger(PlanSync.class);
    private static final int BATCH = 5_000;

    private final PlanReader reader;
    private final PlanTable table;
    private final PlanMetrics metrics;
    private final PlanProperties properties;
    private final Set<String> uncompiled = ConcurrentHashMap.newKeySet();
    private volatile Position position = Position.NONE;

    PlanSync(PlanReader reader, PlanTable table, PlanMetrics metrics, PlanProperties properties) {
        this.reader = reader;
        this.table = table;
        this.metrics = metrics;
        this.properties = properties;
        metrics.watch(table, this);
    }

    /**
     * Takes one step.
     *
     * @return whether there may be more to read at once
     * @throws RuntimeException where PostgreSQL did not answer
     */
    boolean step() {
        if (!table.loaded()) {
            load("start");
            return true;
        }
        Changes changes = answer(reader.changes(position, BATCH), properties.readTimeout());
        if (!changes.continuous()) {
            load(position.equals(Position.NONE) ? "log_began" : "lost_place");
            return true;
        }
        if (changes.size() > 0) {
            metrics.heardOf(changes.end().revision());
            apply(changes);
            position = changes.end();
            metrics.applied(changes);
        }
        metrics.read();
        return changes.size() == BATCH;
    }

    long revision() {
        return position.revision();
    }

    int uncompiled() {
        return uncompiled.size();
    }

    private void load(String reason) {
        long began = System.nanoTime();
        CompiledPlans whole = answer(reader.whole(), properties.loadTimeout());
        // Of a proxy that makes no plan any more, the last good one goes on.
        whole.uncompiled().keySet().forEach(proxyId -> {
            var last = table.find(proxyId);
            if (last != null) {
                whole.plans().put(proxyId, last);
            }
        });
        table.replaceAll(whole.plans());
        uncompiled.clear();
        whole.uncompiled().forEach(this::keep);
        position = whole.position();
        metrics.beganAnew(position.revision());
        metrics.loaded(reason);
        metrics.read();
        LOG.info(
                "Read the whole configuration ({}): {} proxies at revision {} in {} ms",
                reason,
                table.size(),
                revision(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private void apply(Changes changes) {
        Changes.Touched touched = changes.touched();
        if (touched.isEmpty()) {
            return;
        }
        CompiledPlans found = answer(reader.touched(touched), properties.readTimeout());
        found.plans().values().forEach(plan -> {
            table.put(plan);
            uncompiled.remove(plan.proxyId());
        });
        found.uncompiled().forEach(this::keep);
        for (String proxyId : touched.proxies()) {
            if (!found.has(proxyId)) {
                table.remove(proxyId);
                uncompiled.remove(proxyId);
            }
        }
        LOG.debug(
                "Applied {} changes up to revision {}",
                changes.size(),
                changes.end().revision());
    }

    private void keep(String proxyId, String reason) {
        uncompiled.add(proxyId);
        LOG.warn(
                "Proxy {} makes no plan, {}: {}",
                proxyId,
                table.find(proxyId) == null ? "and is not served" : "and goes on with its last one",
                reason);
    }

    private static <T> T answer(Mono<T> read, Duration timeout) {
        T answer = read.block(timeout);
        if (answer == null) {
            throw new IllegalStateException("reading the configuration gave no answer");
        }
        return answer;
    }
}
