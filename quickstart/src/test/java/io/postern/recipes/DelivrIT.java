package io.postern.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Recipes.Shared.class)
class DelivrIT {

    private static final String EVENTS =
            "/api/v1/events?pixel_id=YOUR_PIXEL_ID&start_ms=1700000000000&end_ms=1700090000000";

    private Recipes recipes;
    private DelivrApi api;
    private String apiKey;
    private FollowedRecipe recipe;

    @BeforeEach
    void follow(Recipes shared) {
        recipes = shared;
        api = new DelivrApi(Duration.ofHours(1));
        apiKey = api.newApiKey();
        recipe = follow(api);
    }

    private FollowedRecipe follow(DelivrApi of) {
        return recipes.follow(
                "docs/recipes/delivr.md",
                Map.of("https://apiv3.delivr.ai", of.url(), "https://api.delivr.ai", of.url()),
                Map.of(
                        "DELIVR_API_KEY",
                        of == api ? apiKey : of.newApiKey(),
                        "DELIVR_ORGANIZATION_ID",
                        DelivrApi.ORGANIZATION,
                        "DELIVR_EMAIL",
                        DelivrApi.EMAIL,
                        "DELIVR_PASSWORD",
                        DelivrApi.PASSWORD));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void pageWhenFollowedThenEveryWayIsAnsweredAndNoSecretIsPrinted() {
        assertThat(recipe.printed())
                .contains("\"pixel_id\":\"px_1\"", "\"pixel_id\":\"px_2\"", "\"total\":1", "{\"response\":{\"id\":")
                .doesNotContain("\"error\"")
                .doesNotContain(apiKey)
                .doesNotContain(DelivrApi.PASSWORD);
        assertThat(api.calls().toString()).doesNotContain(recipe.key());
        assertThat(recipes.log()).doesNotContain(apiKey, recipe.key(), DelivrApi.PASSWORD);
    }

    @Test
    void eventsWhenCalledAsDocumentedThenKeyAndOrganizationAreInjectedAndNoTokenIs() {
        String answer = recipe.document(
                "curl -sS 'https://apiv3.delivr.ai" + EVENTS
                        + "' \\\n  -H \"X-Api-Key: dlvr_74ce9b3f761368ede79ec2db...\"",
                Map.of(
                        "https://apiv3.delivr.ai",
                        recipe.proxyUrl("key_proxy"),
                        "dlvr_74ce9b3f761368ede79ec2db...",
                        recipe.key()));

        assertThat(answer).isEqualTo("{\"events\":[],\"pixel_id\":\"YOUR_PIXEL_ID\"}");
        assertThat(api.lastCall().header("x-api-key")).isEqualTo(apiKey);
        assertThat(api.lastCall().header("x-organization-id")).isEqualTo(DelivrApi.ORGANIZATION);
        assertThat(api.lastCall().headers()).doesNotContainKey("authorization");
    }

    @Test
    void apiKeyWhenTheApiDoesNotTakeItThenTheRefusalIsTheTargets() {
        HttpResponse<String> tokenOnly = recipe.get("key_proxy", "/api/v1/audiences");
        assertThat(tokenOnly.statusCode()).as("audiences want a token").isEqualTo(401);

        api.revokeApiKeys();
        HttpResponse<String> revoked = recipe.get("key_proxy", EVENTS);
        assertThat(revoked.statusCode()).isEqualTo(401);
        assertThat(revoked.headers().firstValue("postern-error-source")).hasValue("target");
        assertThat(revoked.body()).isEqualTo("{\"error\":\"Unauthorized.\"}");
    }

    @Test
    void loginsWhenUsedThenEachHostGetsItsOwnTokenAndTheOrganizationGoesBesideIt() {
        assertThat(api.tokens().count()).isEqualTo(1);
        assertThat(api.publicTokens().count()).isEqualTo(1);
        assertThat(api.calls().stream().filter(call -> call.path().contains("/auth/")))
                .extracting(DocumentedApi.Call::body)
                .containsOnly("{\"email\":\"" + DelivrApi.EMAIL + "\",\"password\":\"" + DelivrApi.PASSWORD + "\"}");

        assertThat(recipe.get("login_proxy", "/api/v1/audiences").statusCode())
                .as("for tokens only, and within an organization")
                .isEqualTo(200);
        assertThat(api.lastCall().headers()).doesNotContainKey("x-api-key");
        assertThat(recipe.get("public_proxy", "/api/organization/get").statusCode())
                .isEqualTo(200);
        assertThat(api.lastCall().headers()).doesNotContainKey("x-organization-id");
        assertThat(recipe.printed())
                .doesNotContain(api.tokens().all())
                .doesNotContain(api.publicTokens().all());
        assertThat(recipes.log())
                .doesNotContain(api.tokens().all())
                .doesNotContain(api.publicTokens().all());
    }

    @Test
    void documentsExampleOfThePublicApiWhenOnlyAddressAndKeyAreChangedThenIsAnswered() {
        assertThat(recipe.document(
                        "curl -sS https://api.delivr.ai/public/core/api/organization/get \\\n"
                                + "  -H \"Authorization: Bearer YOUR_PUBLIC_API_TOKEN\"",
                        Map.of(
                                "https://api.delivr.ai/public/core",
                                recipe.proxyUrl("public_proxy"),
                                "YOUR_PUBLIC_API_TOKEN",
                                recipe.key())))
                .isEqualTo("{\"response\":{\"id\":\"" + DelivrApi.ORGANIZATION + "\"}}");
    }

    @Test
    void apiClientsWhenAnAppWantsToMakeOneThenTheRuleOfThePageDenies() {
        FollowedRecipe.await(() -> recipe.get("login_proxy", "/client/v1").statusCode() == 403);
        int before = api.calls().size();

        HttpResponse<String> denied = recipe.post("login_proxy", "/client/v1", "{\"name\":\"My API Client\"}");

        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body()).contains("\"code\":\"denied_by_rule\"");
        assertThat(api.calls()).hasSize(before);
    }

    @Test
    void tokenWhenTakenBackThenTheSameCallGetsItsAnswerWithTheNextOne() {
        api.tokens().forget();

        HttpResponse<String> answer = recipe.get("login_proxy", "/api/v1/audiences");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(api.tokens().count()).isEqualTo(2);
    }

    @Test
    void tokenWhenShortLivedThenTheNextIsThereBeforeItEndsAndNoCallFails() {
        try (DelivrApi hurried = new DelivrApi(Duration.ofSeconds(4))) {
            FollowedRecipe other = follow(hurried);

            FollowedRecipe.await(() -> {
                assertThat(other.get("login_proxy", "/api/v1/audiences").statusCode())
                        .isEqualTo(200);
                return hurried.tokens().count() >= 3;
            });
        }
    }

    @Test
    void loginWhenTheEmailIsNotRegisteredThenTheCallIsRefusedAndTheLogHasTheStatus() {
        String secret = recipe.variable("login_secret");
        recipe.put(
                "/credentials/" + secret,
                "{'credentialSecret':{'email':'nobody@example.com','password':'no password'}}");

        FollowedRecipe.await(
                () -> recipe.get("login_proxy", "/api/v1/audiences").statusCode() == 503);
        assertThat(recipes.log())
                .contains(secret + " (customToken) failed: REFUSED: the token server answered with status 404")
                .doesNotContain("nobody@example.com", "no password", "User not found.");
    }
}
