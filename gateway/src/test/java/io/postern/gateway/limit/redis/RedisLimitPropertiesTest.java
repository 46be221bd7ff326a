package io.postern.gateway.limit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.secret.SecretValue;
import io.postern.gateway.limit.WhenAway;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RedisLimitPropertiesTest {

    private static final String PREFIX = "postern.gateway.limit.redis.";

    private static RedisLimitProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("postern.gateway.limit.redis", RedisLimitProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new RedisLimitProperties(
                        null,
                        null,
                        null,
                        null,
                        null,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2),
                        "postern:limit:",
                        WhenAway.LOCAL,
                        1));
    }

    @Test
    void fullMapping() {
        RedisLimitProperties properties = bind(Map.of(
                PREFIX + "url", "rediss://redis.internal:6380/3",
                PREFIX + "username", "postern",
                PREFIX + "password", "s3cret-4711",
                PREFIX + "ca-file", "/etc/ca.pem",
                PREFIX + "timeout", "50ms",
                PREFIX + "connect-timeout", "1s",
                PREFIX + "key-prefix", "p:",
                PREFIX + "when-away", "deny",
                PREFIX + "gateways", "3"));

        assertThat(properties)
                .isEqualTo(new RedisLimitProperties(
                        URI.create("rediss://redis.internal:6380/3"),
                        "postern",
                        SecretValue.of("s3cret-4711"),
                        null,
                        Path.of("/etc/ca.pem"),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1),
                        "p:",
                        WhenAway.DENY,
                        3));
        assertThat(properties.tls()).isTrue();
        assertThat(properties.database()).isEqualTo(3);
        assertThat(properties.toString()).doesNotContain("s3cret-4711");
        assertThat(bind(Map.of(PREFIX + "password-file", "/run/secrets/redis")).passwordFile())
                .isEqualTo(Path.of("/run/secrets/redis"));
    }

    @ParameterizedTest
    @CsvSource({
        "url, http://redis.internal, must begin with redis:// or rediss://",
        "url, redis://user:4711@redis.internal, without user and password",
        "url, redis:///0, must be redis://host:port/database",
        "url, redis://redis.internal/a, must be redis://host:port/database",
        "username, somebody, needs a password"
    })
    void bindWhenItMakesNoSenseThenSaysSoAndNotTheValue(String name, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of(PREFIX + name, value)))
                .rootCause()
                .hasMessageContaining(message)
                .hasMessageContaining(PREFIX + name)
                .message()
                .doesNotContain("4711");
    }
}
