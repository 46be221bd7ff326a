package io.postern.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LimitPropertiesTest {

    private static LimitProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.gateway.limit", LimitProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new LimitProperties(Duration.ofMillis(250)));
    }

    @Test
    void fullMapping() {
        assertThat(bind(Map.of("postern.gateway.limit.guard", "2s")))
                .isEqualTo(new LimitProperties(Duration.ofSeconds(2)));
    }
}
