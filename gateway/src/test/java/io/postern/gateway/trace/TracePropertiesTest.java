package io.postern.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TracePropertiesTest {

    @Test
    void bindWhenNothingIsSetThenThereAreNoSpans() {
        TraceProperties properties = bind(Map.of());

        assertThat(properties)
                .isEqualTo(new TraceProperties(null, null, null, 1.0, true, Duration.ofSeconds(10), 4096));
        assertThat(properties.target()).isNull();
        assertThat(bind(Map.of("endpoint", "")).target()).isNull();
    }

    @Test
    void bindWhenEverythingIsSetThenAllOfIt() {
        assertThat(bind(Map.of(
                        "endpoint", "https://collector:4318/v1/traces",
                        "headers-file", "/etc/headers",
                        "ca-file", "/etc/ca.pem",
                        "sample", "0.1",
                        "follow-caller", "false",
                        "timeout", "3s",
                        "max-waiting", "100")))
                .isEqualTo(new TraceProperties(
                        "https://collector:4318/v1/traces",
                        Path.of("/etc/headers"),
                        Path.of("/etc/ca.pem"),
                        0.1,
                        false,
                        Duration.ofSeconds(3),
                        100));
    }

    private static TraceProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("", TraceProperties.class);
    }
}
