package io.postern.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretValue;
import io.postern.gateway.refresh.RefreshTimes;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class TokenPropertiesTest {

    static final TokenProperties DEFAULTS = bind(Map.of());

    static TokenProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("postern.gateway.tokens", TokenProperties.class);
    }

    @Test
    void bindWhenNothingIsSetThenDefaults() {
        assertThat(DEFAULTS)
                .isEqualTo(new TokenProperties(
                        Duration.ofMinutes(5),
                        Duration.ofDays(1),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(45),
                        DataSize.ofKilobytes(64),
                        200_000));
    }

    @Test
    void bindWhenAllIsSetThenMapped() {
        assertThat(bind(Map.ofEntries(
                        Map.entry("postern.gateway.tokens.default-lifetime", "1m"),
                        Map.entry("postern.gateway.tokens.max-lifetime", "2h"),
                        Map.entry("postern.gateway.tokens.expiry-margin", "3s"),
                        Map.entry("postern.gateway.tokens.used-within", "4m"),
                        Map.entry("postern.gateway.tokens.forced-interval", "5s"),
                        Map.entry("postern.gateway.tokens.failure-ttl", "6s"),
                        Map.entry("postern.gateway.tokens.max-failure-ttl", "7s"),
                        Map.entry("postern.gateway.tokens.fetch-timeout", "8s"),
                        Map.entry("postern.gateway.tokens.request-timeout", "9s"),
                        Map.entry("postern.gateway.tokens.claim-timeout", "12s"),
                        Map.entry("postern.gateway.tokens.max-answer", "10KB"),
                        Map.entry("postern.gateway.tokens.max-entries", "11"))))
                .isEqualTo(new TokenProperties(
                        Duration.ofMinutes(1),
                        Duration.ofHours(2),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(12),
                        DataSize.ofKilobytes(10),
                        11));
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H,    PT59M50S,  the margin",
        "PT10S,   PT9S,      a tenth of a short life",
        "P365D,   PT23H59M50S, no token is used for longer than a day"
    })
    void ofThenRenewedAtHalfOfItsLifeAndUsedUntilShortlyBeforeItsEnd(Duration lifetime, Duration end, String why) {
        RefreshTimes times = DEFAULTS.of(new FetchedToken(SecretValue.of("t"), lifetime));
        assertThat(times.refuseAfter()).as(why).isEqualTo(end);
        assertThat(times.waitAfter()).isEqualTo(end);
        Duration life = lifetime.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1) : lifetime;
        assertThat(times.refreshAfter()).isBetween(life.multipliedBy(4).dividedBy(10), life.dividedBy(2));
    }
}
