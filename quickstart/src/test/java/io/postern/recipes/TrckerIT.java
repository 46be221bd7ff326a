package io.postern.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(Recipes.Shared.class)
class TrckerIT {

    private static final String KEY = "trk_of-the-account";

    /** As the document has it. */
    private static final String EXAMPLE = """
            curl -X GET https://app.trcker.io/api/v1/offers \\
              -H "Authorization: Bearer YOUR_API_KEY" \\
              -H "Content-Type: application/json"
            """;

    private Recipes recipes;
    private TrckerApi api;
    private FollowedRecipe recipe;

    @BeforeEach
    void follow(Recipes shared) {
        recipes = shared;
        api = new TrckerApi(KEY);
        recipe = recipes.follow(
                "docs/recipes/trcker.md", Map.of("https://app.trcker.io", api.url()), Map.of("TRCKER_API_KEY", KEY));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void pageWhenFollowedThenItsCallsAreAnsweredAndCarryTheKeyOfTheAccountOnly() {
        assertThat(recipe.printed())
                .contains("\"id\":\"o_1\"", "\"name\":\"Partner\"", "\"id\":\"c_1\"")
                .doesNotContain("error", KEY);
        assertThat(api.calls())
                .hasSize(3)
                .allSatisfy(call -> assertThat(call.header("authorization")).isEqualTo("Bearer " + KEY));
        assertThat(api.calls().toString()).doesNotContain(recipe.key());
        assertThat(recipes.log()).doesNotContain(KEY, recipe.key());
    }

    @Test
    void documentsExampleWhenOnlyAddressAndKeyAreChangedThenIsAnswered() {
        assertThat(recipe.document(
                        EXAMPLE,
                        Map.of("https://app.trcker.io/api/v1", recipe.proxyUrl("proxy"), "YOUR_API_KEY", recipe.key())))
                .contains("{\"offers\":[{\"id\":\"o_1\"}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /offers,                    '',                  200",
        "POST, /offers,                    '{\"name\":\"New\"}', 201",
        "POST, /offers,                    '{}',                422",
        "GET,  /partners,                  '',                  200",
        "GET,  /partners/p_1,              '',                  200",
        "GET,  /partners/p_2,              '',                  404",
        "GET,  /conversions?offer=o_1,     '',                  200",
        "POST, /conversions,               '{\"offer\":\"o_1\"}', 201",
        "GET,  /reports?from=2026-01-01&group=offer, '',        200",
    })
    void endpointWhenCalledThenTheAnswerIsThatOfTheApi(String method, String path, String body, int status) {
        HttpResponse<String> answer =
                method.equals("GET") ? recipe.get("proxy", path) : recipe.post("proxy", path, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("postern-error-source").isPresent())
                .isEqualTo(status >= 400);
    }

    @Test
    void limitWhenAnAppCallsOnThenPosternRefusesBeforeTheApiHasTo() {
        int passed = api.calls().size();
        HttpResponse<String> refused = recipe.get("proxy", "/offers");
        while (refused.statusCode() == 200 && passed < 1_000) {
            passed++;
            refused = recipe.get("proxy", "/offers");
        }

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("postern-error-source"))
                .as("the API itself never had to refuse")
                .hasValue("gateway");
        assertThat(Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 61);
        JsonNode error = JsonMapper.shared().readTree(refused.body()).get("error");
        assertThat(error.at("/code").stringValue()).isEqualTo("rate_limited");
        assertThat(error.at("/limitPerMinute").asInt()).isEqualTo(100);
        assertThat(api.calls()).hasSize(passed);
        assertThat(passed).isGreaterThanOrEqualTo(100);
    }

    @Test
    void limitWhenSomethingElseUsesTheKeyThenTheApisRefusalIsTheTargets() {
        Shell elsewhere = recipe.shell();
        elsewhere.run("for i in {1..100}; do curl -sS -o /dev/null https://app.trcker.io/api/v1/offers "
                + "-H 'Authorization: Bearer " + KEY + "'; done");

        HttpResponse<String> answer = recipe.get("proxy", "/offers");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("postern-error-source")).hasValue("target");
        assertThat(Integer.parseInt(answer.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 60);
        assertThat(JsonMapper.shared().readTree(answer.body()).at("/error/code").stringValue())
                .isEqualTo("rate_limit_exceeded");
    }
}
