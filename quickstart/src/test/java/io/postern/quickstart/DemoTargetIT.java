package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoTargetIT {

    @Test
    void requestWhenSentThenIsEchoedWithoutItsSecrets() throws Exception {
        try (DemoTarget target = DemoTarget.start(0)) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(target.url() + "/v1/hello%20you?name=x&key=abcdefghijklmn"))
                    .header("Authorization", "Bearer demo-secret-of-the-target")
                    .header("X-Plain", "shown")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                    .build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            JsonNode echo = JsonMapper.shared().readTree(response.body());
            assertThat(echo.at("/method").stringValue()).isEqualTo("POST");
            assertThat(echo.at("/path").stringValue()).isEqualTo("/v1/hello%20you");
            assertThat(echo.at("/query/name").stringValue()).isEqualTo("x");
            assertThat(echo.at("/query/key").stringValue()).isEqualTo("abcdef…");
            assertThat(echo.at("/headers/authorization").stringValue()).isEqualTo("Bearer demo-s…");
            assertThat(echo.at("/headers/x-plain").stringValue()).isEqualTo("shown");
            assertThat(echo.at("/body").stringValue()).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void startWhenThePortIsTakenThenTakesAnother() {
        try (DemoTarget first = DemoTarget.start(0);
                DemoTarget second = DemoTarget.start(first.port())) {
            assertThat(second.port()).isNotEqualTo(first.port());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Basic dXNlcjpwYXNz, Basic dXNlcj…",
        "X-API-Key,     abcd,               ab…",
        "Cookie,        '',                 …",
        "Accept,        text/plain,         text/plain",
    })
    void shownWhenTheNameSaysSecretThenIsCut(String name, String value, String shown) {
        assertThat(DemoTarget.shown(name, value)).isEqualTo(shown);
    }
}
