package io.postern.admin.accesstoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What the settings of access tokens mean; {@code SettingBoundsTest} has their bounds. */
class AccessTokenPropertiesTest {

    @Test
    void defaults() {
        assertThat(bound(Map.of()).lifetime()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void fullMapping() {
        assertThat(bound(Map.of("postern.admin.access-token.lifetime", "15m")).lifetime())
                .isEqualTo(Duration.ofMinutes(15));
    }

    private static AccessTokenProperties bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("postern.admin.access-token", AccessTokenProperties.class);
    }
}
