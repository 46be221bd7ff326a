package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.request.EndedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document lists what there is, with its errors and examples. */
class OpenApiIT extends RunningAdminApi {

    @Test
    void documentThenListsEveryPathWithItsMethods() {
        JsonNode document = api().as("").get("/v3/api-docs").expect(200).body();
        Map<String, String> paths = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> paths.put(
                        path.getKey(),
                        String.join(" ", new TreeSet<>(path.getValue().propertyNames()))));

        String client = "/api/clients/{clientId}";
        Map<String, String> expected = new TreeMap<>(Map.of("/api/clients", "get post", client, "delete get put"));
        for (List<String> resource : List.of(
                List.of("targets", "targetId"),
                List.of("credentials", "credentialId"),
                List.of("proxies", "proxyId"))) {
            String list = client + "/" + resource.get(0);
            String one = list + "/{" + resource.get(1) + "}";
            expected.put(list, "get post");
            expected.put(one, "delete get put");
            expected.put(one + "/rules", "get post");
            expected.put(one + "/rules/{ruleId}", "delete get put");
        }
        expected.put(client + "/targets/{targetId}/test", "post");
        expected.put(client + "/credentials/{credentialId}/test", "post");
        expected.put(client + "/credentials/{credentialId}/authorize", "post");
        expected.put(client + "/proxies/{proxyId}/explain", "post");
        expected.put(client + "/requests", "get");
        expected.put(client + "/api-clients", "get post");
        expected.put(client + "/api-clients/{apiClientId}", "delete get put");
        expected.put(client + "/api-clients/{apiClientId}/rotate", "post");
        expected.put(client + "/members", "get post");
        expected.put(client + "/members/{userId}", "delete get put");
        expected.put("/api/auth/token", "post");
        expected.put("/api/users/me", "get");
        expected.put("/api/users/me/tokens", "get post");
        expected.put("/api/users/me/tokens/{userTokenId}", "delete get");
        assertThat(paths).isEqualTo(expected);
    }

    @Test
    void documentThenEveryOperationHasItsErrorsAndEveryBodyAnExample() {
        JsonNode document = api().get("/v3/api-docs").expect(200).body();
        document.get("paths")
                .forEach(path -> path.forEach(operation -> {
                    String id = operation.get("operationId").stringValue();
                    for (String status : List.of("400", "401", "403", "404", "503")) {
                        assertThat(operation
                                        .at("/responses/" + status + "/content/application~1json/schema/$ref")
                                        .asString())
                                .as(id + " " + status)
                                .isEqualTo("#/components/schemas/Error");
                    }
                    JsonNode body = operation.get("requestBody");
                    if (body != null) {
                        assertThat(operation.at("/responses/422").isObject())
                                .as(id)
                                .isTrue();
                        assertThat(body.at("/content/application~1json/schema/$ref")
                                        .asString())
                                .as(id)
                                .matches(".*(Request|Rule)");
                        JsonNode content = body.at("/content/application~1json");
                        assertThat(content.has("example") || content.has("examples"))
                                .as(id)
                                .isTrue();
                    }
                    operation
                            .withArray("parameters")
                            .forEach(parameter -> assertThat(
                                            parameter.get("name").stringValue())
                                    .isNotIn("who", "body"));
                }));
        assertThat(document.at("/components/schemas/Error").isObject()).isTrue();
        assertThat(document.at("/components/schemas/Target/properties/targetBaseURL/example")
                        .asString())
                .isEqualTo("https://api.stripe.com");
    }

    @Test
    void documentThenItSaysHowToAuthenticateAndWhereNot() {
        JsonNode document = api().get("/v3/api-docs").expect(200).body();
        assertThat(document.at("/components/securitySchemes/apiKey/name").asString())
                .isEqualTo("X-API-Key");
        assertThat(document.at("/components/securitySchemes/apiKey/in").asString())
                .isEqualTo("header");
        assertThat(document.get("security").toString()).isEqualTo("[{\"token\":[]},{\"bearer\":[]},{\"apiKey\":[]}]");
        assertThat(document.at("/paths/~1api~1auth~1token/post/security").toString())
                .isEqualTo("[]");
        assertThat(document.at("/paths/~1api~1clients~1{clientId}~1members/get").has("security"))
                .isFalse();
    }

    @Test
    void documentThenItNamesEveryKindOfCredential() {
        String description = api().get("/v3/api-docs")
                .expect(200)
                .body()
                .at("/components/schemas/CredentialRequest/properties/credentialAuthType/description")
                .asString();
        String[] types = description.split(" Of a target credential: ", -1);
        assertThat(types[0]).contains(CredentialKinds.names(CredentialType.PROXY));
        assertThat(types[1]).contains(CredentialKinds.names(CredentialType.TARGET));
    }

    @Test
    void documentThenItNamesEveryoneWhoCanEndACall() {
        JsonNode document = api().get("/v3/api-docs").expect(200).body();
        List<List<String>> named = new ArrayList<>();
        document.at("/paths/~1api~1clients~1{clientId}~1requests/get/parameters")
                .forEach(parameter -> {
                    if (parameter.get("name").stringValue().equals("outcome")) {
                        named.add(words(parameter.at("/schema/enum")));
                    }
                });
        named.add(words(document.at("/components/schemas/Request/properties/requestOutcome/enum")));
        List<String> all = Arrays.stream(EndedBy.values()).map(EndedBy::word).toList();
        assertThat(named).containsExactly(all, all);
    }

    private static List<String> words(JsonNode array) {
        List<String> words = new ArrayList<>();
        array.forEach(word -> words.add(word.asString()));
        return words;
    }
}
