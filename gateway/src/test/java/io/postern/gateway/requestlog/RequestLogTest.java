package io.postern.gateway.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.postern.gateway.record.CallRecord;
import io.postern.gateway.record.EndedCallRecords;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RequestLogTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestLog log = new RequestLog(2, new RequestLogMeters(registry));

    private double dropped() {
        return registry.get("postern.requestlog.dropped")
                .tag("reason", "full")
                .counter()
                .count();
    }

    @Test
    void addWhenFullThenDropsTheNewestAndCountsIt() {
        log.add(Calls.answered("r1", "/"));
        log.add(Calls.answered("r2", "/"));
        log.add(Calls.answered("r3", "/"));

        assertThat(dropped()).isEqualTo(1);
        assertThat(registry.get("postern.requestlog.waiting").gauge().value()).isEqualTo(2);
        assertThat(Objects.requireNonNull(log.poll()).requestId()).isEqualTo("r1");
        log.add(Calls.answered("r4", "/"));
        assertThat(Objects.requireNonNull(log.poll()).requestId()).isEqualTo("r2");
        assertThat(Objects.requireNonNull(log.poll()).requestId()).isEqualTo("r4");
        assertThat(log.poll()).isNull();
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void addWhenNoProxyWasFoundThenIsNobodysAndNotKept() {
        log.add(EndedCallRecords.of("r1", "GET", call -> {}));

        assertThat(log.poll()).isNull();
        assertThat(dropped()).isZero();
    }

    @Test
    void addWhenThePathIsLongThenIsCutSoThatAFullQueueStaysSmall() {
        log.add(Calls.answered("r1", "/" + "a".repeat(5_000)));

        CallRecord kept = Objects.requireNonNull(log.poll());
        assertThat(kept.path()).hasSize(RequestLog.LONGEST_PATH);
    }
}
