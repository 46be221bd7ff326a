package io.postern.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Recipes.Shared.class)
class TargeterIT {

    private static final String SECRET = "the secret of the partner";
    private static final String CAMPAIGN = "{\"source\":{\"reference_id\":\"1\"}}";

    /** The second step of the document's flow; the first is Postern's. */
    private static final String EXAMPLE = """
            curl -sS -X POST "https://storhaug.targeter.tech/api/campaign" \\
              -H "Authorization: Bearer YOUR_JWT_TOKEN" \\
              -H "Content-Type: application/json" \\
              -d '{ "source": { "reference_id": "4712" } }'
            """;

    private Recipes recipes;
    private TargeterApi api;
    private FollowedRecipe recipe;

    @BeforeEach
    void follow(Recipes shared) {
        recipes = shared;
        api = new TargeterApi("partner-key", SECRET);
        recipe = recipes.follow(
                "docs/recipes/targeter.md",
                Map.of("https://storhaug.targeter.tech", api.url()),
                Map.of("TARGETER_API_KEY", "partner-key", "TARGETER_API_SECRET", SECRET));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void pageWhenFollowedThenOneLoginServesTheCallsAndTheErrorComesBackUntouched() {
        assertThat(recipe.printed())
                .contains("{\"campaign_id\":\"c_1\",\"reference_id\":\"4711\"}")
                .endsWith(TargeterApi.MISSING_REFERENCE + "\n");
        assertThat(api.calls().stream().map(DocumentedApi.Call::line))
                .containsExactly("POST /api/auth/token", "POST /api/campaign", "POST /api/campaign");
        assertThat(api.calls().get(0).body())
                .isEqualTo("{\"api_key\":\"partner-key\",\"api_secret\":\"" + SECRET + "\"}");
        assertThat(api.calls().toString()).doesNotContain(recipe.key());
        List<String> secrets = new ArrayList<>(api.tokens().all());
        secrets.addAll(List.of(SECRET, "partner-key", recipe.key()));
        assertThat(recipes.log()).doesNotContain(secrets);
        assertThat(recipe.printed()).doesNotContain(secrets);
    }

    @Test
    void documentsExampleWhenOnlyAddressAndKeyAreChangedThenIsAnswered() {
        assertThat(recipe.document(
                        EXAMPLE,
                        Map.of(
                                "https://storhaug.targeter.tech/api",
                                recipe.proxyUrl("proxy"),
                                "YOUR_JWT_TOKEN",
                                recipe.key())))
                .isEqualTo("{\"campaign_id\":\"c_1\",\"reference_id\":\"4712\"}");
    }

    @Test
    void errorWhenTheApiHasDetailsThenItComesBackByteForByteAsTheTargets() {
        HttpResponse<String> answer = recipe.post("proxy", "/campaign", "{}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(TargeterApi.MISSING_REFERENCE);
        assertThat(answer.headers().firstValue("postern-error-source")).hasValue("target");
    }

    @Test
    void tokenWhenTheApiTakesItBackThenOneMoreLoginServesTheCallsAgain() {
        assertThat(api.tokens().count()).isEqualTo(1);

        api.tokens().forget();

        // A POST that Postern can't send twice gets the 401 of the API once; those after it have the next token.
        FollowedRecipe.await(() -> recipe.post("proxy", "/campaign", CAMPAIGN).statusCode() == 201);
        assertThat(api.tokens().count()).isEqualTo(2);
    }

    @Test
    void loginWhenThePartnersSecretWasReplacedThenCallsAreRefusedUntilTheCredentialHasTheNewOne() {
        api.replaceSecret("the next secret");

        FollowedRecipe.await(() -> recipe.post("proxy", "/campaign", CAMPAIGN).statusCode() >= 400);
        recipe.put(
                "/credentials/" + recipe.variable("secret"),
                "{'credentialSecret':{'apiKey':'partner-key','apiSecret':'the next secret'}}");
        FollowedRecipe.await(() -> recipe.post("proxy", "/campaign", CAMPAIGN).statusCode() == 201);
        assertThat(recipes.log()).doesNotContain("the next secret");
    }

    @Test
    void loginWhenNeverPossibleThenTheCallIsRefusedAndTheLogSaysWhy() {
        recipe.put(
                "/credentials/" + recipe.variable("secret"),
                "{'credentialSecret':{'apiKey':'partner-key','apiSecret':'not the secret'}}");

        FollowedRecipe.await(() -> recipe.post("proxy", "/campaign", CAMPAIGN).statusCode() == 503);
        HttpResponse<String> refused = recipe.post("proxy", "/campaign", CAMPAIGN);
        assertThat(refused.headers().firstValue("postern-error-source")).hasValue("gateway");
        assertThat(refused.body())
                .contains("\"code\":\"token_unavailable\"")
                .doesNotContain("Invalid credentials")
                .doesNotContain("not the secret");
        assertThat(recipes.log())
                .contains(recipe.variable("secret")
                        + " (customToken) failed: REFUSED: the token server answered with status 401")
                .doesNotContain("not the secret");
    }
}
