package io.postern.admin.consent;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentPropertiesTest {

    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "/api/oauth2/callback, 10m, callback-url, a path is nothing that a browser can be sent to",
        "https:callback, 10m, callback-url, there is no host",
        "https://postern.example/api/oauth2/callback#a, 10m, callback-url, servers refuse fragments",
        "https://postern.example/api/oauth2/callback, 0s, valid-for, nobody could consent in time",
        "https://postern.example/api/oauth2/callback, 61m, valid-for, a URL that lies about for so long is found",
    })
    void propertiesWhenUnusableThenRefusedByName(URI callbackUrl, String validFor, String named, String reason) {
        Duration duration = Duration.parse("PT" + validFor);

        assertThatThrownBy(() -> new ConsentProperties(callbackUrl, duration))
                .as(reason)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
