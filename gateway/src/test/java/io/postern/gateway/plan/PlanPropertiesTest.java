package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PlanPropertiesTest {

    private static PlanProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.gateway.plans", PlanProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new PlanProperties(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(5)));
    }

    @Test
    void fullMapping() {
        assertThat(bind(Map.of(
                        "postern.gateway.plans.poll-interval", "3s",
                        "postern.gateway.plans.heartbeat-interval", "11s",
                        "postern.gateway.plans.read-timeout", "31s",
                        "postern.gateway.plans.load-timeout", "6m",
                        "postern.gateway.plans.max-backoff", "7s")))
                .isEqualTo(new PlanProperties(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(31),
                        Duration.ofMinutes(6),
                        Duration.ofSeconds(7)));
    }
}
