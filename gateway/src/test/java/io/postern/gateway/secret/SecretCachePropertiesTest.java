package io.postern.gateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecretCachePropertiesTest {

    static final SecretCacheProperties DEFAULTS = new SecretCacheProperties(
            Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofSeconds(5), 200_000);

    private static SecretCacheProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.gateway.secrets", SecretCacheProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(DEFAULTS);
    }

    @Test
    void fullMapping() {
        assertThat(bind(Map.of(
                        "postern.gateway.secrets.ttl", "30s",
                        "postern.gateway.secrets.max-stale", "2h",
                        "postern.gateway.secrets.failure-ttl", "500ms",
                        "postern.gateway.secrets.read-timeout", "2s",
                        "postern.gateway.secrets.max-entries", "10")))
                .isEqualTo(new SecretCacheProperties(
                        Duration.ofSeconds(30),
                        Duration.ofHours(2),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        10));
    }
}
