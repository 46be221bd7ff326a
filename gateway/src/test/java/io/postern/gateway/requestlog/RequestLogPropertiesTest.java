package io.postern.gateway.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gateway.requestlog.RequestLogProperties.Detail;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RequestLogPropertiesTest {

    private static RequestLogProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.gateway.request-log", RequestLogProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new RequestLogProperties(
                        true,
                        Detail.PATH,
                        null,
                        10_000,
                        5_000,
                        Duration.ofMillis(250),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)));
    }

    @Test
    void fullMapping() {
        String prefix = "postern.gateway.request-log.";
        assertThat(bind(Map.of(
                        prefix + "enabled", "false",
                        prefix + "detail", "none",
                        prefix + "instance", "gw-1",
                        prefix + "capacity", "200",
                        prefix + "batch", "20",
                        prefix + "flush-interval", "1s",
                        prefix + "write-timeout", "2s",
                        prefix + "stop-timeout", "3s")))
                .isEqualTo(new RequestLogProperties(
                        false,
                        Detail.NONE,
                        "gw-1",
                        200,
                        20,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3)));
    }
}
