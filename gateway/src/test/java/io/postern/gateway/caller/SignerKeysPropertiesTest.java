package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SignerKeysPropertiesTest {

    private static final String PREFIX = "postern.gateway.caller.signer-keys";

    private static SignerKeysProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(PREFIX, SignerKeysProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(CallerFixtures.PROPERTIES);
    }

    @Test
    void fullMapping() {
        assertThat(bind(Map.of(
                        PREFIX + ".ttl", "1m",
                        PREFIX + ".max-stale", "2h",
                        PREFIX + ".reread-interval", "30s",
                        PREFIX + ".failure-ttl", "1s",
                        PREFIX + ".read-timeout", "3s",
                        PREFIX + ".max-signers", "7",
                        PREFIX + ".max-verified-tokens", "0")))
                .isEqualTo(new SignerKeysProperties(
                        Duration.ofMinutes(1),
                        Duration.ofHours(2),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        7,
                        0));
    }
}
