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
        recipe = recipes.follow(
                "docs/recipes/delivr.md",
                Map.of("https://apiv3.delivr.ai", api.url(), "https://api.delivr.ai", api.url()),
                Map.of(
                        "DELIVR_API_KEY",
                        apiKey,
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
                .contains("\"pixel_id\":\"px_1\"")
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
}
