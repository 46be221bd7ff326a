package io.postern.gateway.expiry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class ExpiryMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, List<Long>> ends = new TreeMap<>();

    private final ExpirySource source = new ExpirySource() {
        @Override
        public String what() {
            return "certificate";
        }

        @Override
        public void tell(BiConsumer<String, Instant> told) {
            ends.forEach(
                    (credential, all) -> all.forEach(second -> told.accept(credential, Instant.ofEpochSecond(second))));
        }
    };

    @Test
    void lookWhenThereAreMoreThanAreToldThenThoseThatEndFirst() {
        ends.putAll(Map.of("a", List.of(300L), "b", List.of(100L), "c", List.of(200L)));
        try (ExpiryMeters meters = new ExpiryMeters(registry, List.of(source), 2)) {
            meters.look();
        }
        assertThat(told()).containsOnly(Map.entry("b", 100.0), Map.entry("c", 200.0));
    }

    @Test
    void lookWhenACredentialHasTwoThenTheLaterOneCounts() {
        ends.put("a", List.of(100L, 900L, 200L));
        try (ExpiryMeters meters = new ExpiryMeters(registry, List.of(source), 2)) {
            meters.look();
        }
        assertThat(told()).containsOnly(Map.entry("a", 900.0));
    }

    @Test
    void lookWhenACredentialIsGoneThenItsSeriesIsToo() {
        ends.put("a", List.of(100L));
        try (ExpiryMeters meters = new ExpiryMeters(registry, List.of(source), 2)) {
            meters.look();
            ends.clear();
            ends.put("b", List.of(500L));
            meters.look();
        }
        assertThat(told()).containsOnly(Map.entry("b", 500.0));
    }

    private Map<String, Double> told() {
        Map<String, Double> told = new TreeMap<>();
        registry.find("postern.credential.expiry.timestamp").tag("what", "certificate").gauges().stream()
                .forEach(gauge ->
                        told.put(java.util.Objects.requireNonNull(gauge.getId().getTag("credential")), gauge.value()));
        return told;
    }
}
