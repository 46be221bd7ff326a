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
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Recipes.Shared.class)
class MapTargeterIT {

    private static final String KEY = "mt_live_of-the-account";

    private Recipes recipes;
    private MapTargeterApi api;
    private FollowedRecipe recipe;

    @BeforeEach
    void follow(Recipes shared) {
        recipes = shared;
        api = new MapTargeterApi(KEY);
        recipe = recipes.follow(
                "docs/recipes/maptargeter.md",
                Map.of("https://api.maptargeter.com", api.url()),
                Map.of("MAPTARGETER_API_KEY", KEY));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void pageWhenFollowedThenItsCallsAreAnsweredAndCarryTheKeyOfTheAccountOnly() {
        assertThat(recipe.printed())
                .contains("\"query\":\"cafe\"")
                .contains("\"export_id\":\"exp_1\"")
                .doesNotContain("error", KEY);
        assertThat(api.calls()).hasSize(3);
        for (DocumentedApi.Call call : api.calls().subList(0, 2)) {
            assertThat(call.header("authorization")).isEqualTo("Bearer " + KEY);
            assertThat(call.headers()).doesNotContainKey("x-api-key");
        }
        assertThat(api.lastCall().header("x-api-key")).isEqualTo(KEY);
        assertThat(api.lastCall().headers()).doesNotContainKey("authorization");
        assertThat(api.calls().toString()).doesNotContain(recipe.key());
        assertThat(recipes.log()).doesNotContain(KEY, recipe.key());
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /leads?query=...&limit=50, '',                                   200, '\"query\":\"...\"'",
        "GET,  /exports/exp_1,            '',                                   200, '\"status\":\"ready\"'",
        "POST, /exports,                  '{ \"format\": \"csv\", \"filters\": {} }', 201, '\"export_id\":\"exp_1\"'",
        "POST, /exports,                  '{ \"format\": \"pdf\" }',            400, '\"code\":\"invalid_body\"'",
        "GET,  /leads?limit=many,         '',                                   400, '\"code\":\"invalid_parameter\"'",
        "POST, /exports,                  '{ \"format\": \"xlsx\" }',           403, '\"code\":\"plan_limit\"'",
        "GET,  /exports/exp_2,            '',                                   404, '\"code\":\"not_found\"'",
    })
    void callWhenDocumentedThenItsAnswerIsThatOfTheApi(
            String method, String path, String body, int status, String answered) {
        HttpResponse<String> answer =
                method.equals("GET") ? recipe.get("proxy", path) : recipe.post("proxy", path, body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(answered);
        assertThat(answer.headers().firstValue("postern-error-source").isPresent())
                .isEqualTo(status >= 400);
        assertThat(api.lastCall().body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Bearer YOUR_API_KEY", "X-API-Key: YOUR_API_KEY"})
    void documentsHeadersWhenOnlyTheKeyIsTheAppsThenAreAccepted(String header) {
        for (String proxy : new String[] {"proxy", "header_proxy"}) {
            assertThat(recipe.document(
                            "curl -sS 'https://api.maptargeter.com/v1/leads?query=...&limit=50' -H '" + header + "'",
                            Map.of(
                                    "https://api.maptargeter.com/v1",
                                    recipe.proxyUrl(proxy),
                                    "YOUR_API_KEY",
                                    recipe.key())))
                    .contains("\"leads\":");
        }
    }

    @Test
    void limitWhenTheApisIsReachedThenItsAnswerIsPassedOnAsTheTargets() {
        api.limit(0);

        HttpResponse<String> answer = recipe.get("proxy", "/leads");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("17");
        assertThat(answer.headers().firstValue("postern-error-source")).hasValue("target");
        assertThat(answer.headers().firstValue("postern-proxy-code")).hasValue("proxy-access-granted");
        assertThat(answer.body()).isEqualTo("{\"error\":{\"code\":\"rate_limit\",\"message\":\"Too many requests\"}}");
    }

    @Test
    void keyWhenRevokedThenThe401IsTheTargetsUntilTheCredentialHasTheNewOne() {
        api.revoke(KEY);
        HttpResponse<String> refused = recipe.get("proxy", "/leads");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("postern-error-source")).hasValue("target");
        assertThat(refused.body()).contains("Missing or invalid API key");

        api.issue("mt_live_new");
        recipe.put("/credentials/" + recipe.variable("secret"), "{'credentialSecret':{'token':'mt_live_new'}}");

        FollowedRecipe.await(() -> recipe.get("proxy", "/leads").statusCode() == 200);
        assertThat(api.lastCall().header("authorization")).isEqualTo("Bearer mt_live_new");
    }

    @Test
    void appsKeyWhenWrongThenThe401IsPosternsAndTheApiHearsNothing() {
        int before = api.calls().size();

        String answer = recipe.document(
                "curl -sSi https://api.maptargeter.com/v1/leads -H 'X-API-Key: YOUR_API_KEY'",
                Map.of("https://api.maptargeter.com/v1", recipe.proxyUrl("proxy")));

        assertThat(answer).startsWith("HTTP/1.1 401 ").contains("postern-error-source: gateway");
        assertThat(api.calls()).hasSize(before);
    }
}
