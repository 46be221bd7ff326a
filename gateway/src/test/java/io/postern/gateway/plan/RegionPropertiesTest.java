package io.postern.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RegionPropertiesTest {

    private static RegionProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.gateway", RegionProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()).region()).isEmpty();
        assertThat(bind(Map.of("postern.gateway.region", "")).region()).isEmpty();
    }

    @Test
    void fullMapping() {
        assertThat(bind(Map.of("postern.gateway.region", "eu-1, us-1")).region())
                .containsExactly("eu-1", "us-1");
    }

    @Test
    void blankNameThenIsRefused() {
        assertThatThrownBy(() -> bind(Map.of("postern.gateway.region", "eu-1, ,us-1")))
                .hasRootCauseMessage("postern.gateway.region must not have a blank name");
    }
}
