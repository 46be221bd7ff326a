package io.postern.admin.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ShutdownPropertiesTest {

    private static ShutdownProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.admin.shutdown", ShutdownProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new ShutdownProperties(Duration.ofSeconds(10)));
    }

    @Test
    void fullMapping() {
        assertThat(bind(Map.of("postern.admin.shutdown.drain", "250ms")))
                .isEqualTo(new ShutdownProperties(Duration.ofMillis(250)));
    }

    @Test
    void boundsWhenOutOfThemThenNamesTheSetting() {
        assertThatThrownBy(() -> new ShutdownProperties(Duration.ofHours(2)))
                .hasMessageContaining("postern.admin.shutdown.drain");
    }
}
