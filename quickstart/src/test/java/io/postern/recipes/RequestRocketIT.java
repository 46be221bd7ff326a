package io.postern.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Postern's admin API as a target of Postern: here the very installation that the proxy is in. */
@ExtendWith(Recipes.Shared.class)
class RequestRocketIT {

    private static final Pattern CURL =
            Pattern.compile("curl -X [A-Z]+ \"[^\"]*\"(?: \\\\\n-H \"[^\"]*\")*(?: \\\\\n-d '[^']*')?");
    private static final Pattern RESPONSE = Pattern.compile("Response\n(\\{.*?\n})Example", Pattern.DOTALL);
    private static final String HOST = "https://api.requestrocket.com";

    private Recipes recipes;
    private FollowedRecipe recipe;
    private String client;

    @BeforeEach
    void follow(Recipes shared) {
        recipes = shared;
        client = recipes.newClient();
        recipe = recipes.follow(
                "docs/recipes/requestrocket.md",
                Map.of(HOST, recipes.fact("adminUrl")),
                Map.of("REQUESTROCKET_TOKEN", recipes.fact("userToken"), "CLIENT_ID", client));
    }

    @Test
    void pageWhenFollowedThenTargetsAreManagedAndNothingElse() {
        assertThat(recipe.printed())
                .contains("\"message\":\"Target created successfully\"")
                .contains("\"code\":\"denied_by_rule\"")
                .endsWith("\"message\":\"Success\"}\n")
                .doesNotContain(recipes.fact("userToken"));
        assertThat(recipes.log()).doesNotContain(recipes.fact("userToken"), recipe.key());
    }

    /** The document's five lines, verbatim: only the host is the proxy's, and the user's token is the app's key. */
    @Test
    void documentsLinesWhenRunThroughAProxyThenAnswerAsDocumented() throws IOException {
        String document =
                Files.readString(RepositoryRoot.path().resolve("admin-api/src/test/resources/seeds/targets-api.txt"));
        List<String> lines =
                CURL.matcher(document).results().map(MatchResult::group).toList();
        List<JsonNode> documented = RESPONSE.matcher(document)
                .results()
                .map(found -> JsonMapper.shared().readTree(found.group(1)))
                .toList();
        assertThat(lines).hasSize(5);
        assertThat(documented).hasSize(5);
        JsonNode page = run(lines.get(0), "");
        assertThat(page.at("/targets")).as("the page made one").hasSize(1);
        assertDocumented(page, documented.get(0));

        JsonNode created = run(lines.get(1), "");
        assertDocumented(created, documented.get(1));
        String target = created.at("/targets/0/targetId").stringValue();
        assertDocumented(run(lines.get(2), target), documented.get(2));
        assertDocumented(run(lines.get(3), target), documented.get(3));
        assertThat(run(lines.get(4), target)).isEqualTo(documented.get(4));

        HttpResponse<String> gone = recipe.get("proxy", "/api/clients/" + client + "/targets/" + target);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.headers().firstValue("postern-error-source")).hasValue("target");
    }

    @Test
    void farGatewayWhenItRefusesThenItsAnswerComesFromTheTargetForTheNearOne() {
        HttpResponse<String> denied = recipe.get("far_proxy", "/api/clients");

        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.headers().firstValue("postern-error-source")).hasValue("target");
        assertThat(denied.headers().firstValue("postern-proxy-code")).hasValue("proxy-access-granted");
        assertThat(denied.body()).contains("\"code\":\"denied_by_rule\"");
    }

    @Test
    void tokenWhenTheAdminApiDoesNotKnowItThenThe401IsTheTargets() {
        recipe.put(
                "/credentials/" + recipe.variable("secret"),
                "{'credentialSecret':{'token':'u-" + "x".repeat(43) + "'}}");

        FollowedRecipe.await(
                () -> recipe.get("proxy", "/api/clients/" + client + "/targets").statusCode() == 401);
        HttpResponse<String> refused = recipe.get("proxy", "/api/clients/" + client + "/targets");
        assertThat(refused.headers().firstValue("postern-error-source")).hasValue("target");
        assertThat(refused.body()).contains("\"code\":\"unauthenticated\"");
    }

    private JsonNode run(String line, String target) {
        return JsonMapper.shared()
                .readTree(recipe.document(
                        "CLIENT_ID=" + client + " TARGET_ID=" + target + " USER_TOKEN=" + recipe.key() + "\n"
                                + line.replace("curl ", "curl -sS "),
                        Map.of(HOST, recipe.proxyUrl("proxy"))));
    }

    /** Every member that the document shows is there, and its message is the same. */
    private static void assertDocumented(JsonNode answer, JsonNode documented) {
        assertThat(answer.get("message")).isEqualTo(documented.get("message"));
        assertThat(answer.at("/targets/0").propertyNames())
                .containsAll(documented.at("/targets/0").propertyNames());
    }
}
