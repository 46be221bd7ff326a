package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Calls an admin API as one user. */
record Api(String base, String token) {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** An answer, its body as JSON. */
    record Answer(HttpResponse<String> response, JsonNode body) {

        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text(String pointer) {
            JsonNode node = body.at(pointer);
            assertThat(node.isMissingNode()).as("%s in %s", pointer, body).isFalse();
            return node.asString();
        }

        Answer expect(int status) {
            assertThat(status()).as(response.body()).isEqualTo(status);
            return this;
        }

        /** {@code code: path, path}: the paths of the details in alphabetical order. */
        String error() {
            List<String> paths = new ArrayList<>();
            for (JsonNode detail : body.at("/error/details")) {
                List<String> steps = new ArrayList<>();
                detail.get("path").forEach(step -> steps.add(step.stringValue()));
                paths.add(String.join(".", steps));
                assertThat(detail.get("message").stringValue()).isNotBlank();
            }
            paths.sort(null);
            assertThat(body.at("/error/message").isString()).as(response.body()).isTrue();
            return body.at("/error/code").asString() + (paths.isEmpty() ? "" : ": " + String.join(", ", paths));
        }
    }

    Api as(String otherToken) {
        return new Api(base, otherToken);
    }

    /** A pair of an API client, and the token that it can be exchanged for. */
    record Pair(String apiClientId, String key, String secret) {

        static Pair of(Answer made) {
            return new Pair(made.text("/apiClients/0/apiClientId"), made.text("/api_key"), made.text("/api_secret"));
        }

        String json() {
            return "{\"api_key\":\"" + key + "\",\"api_secret\":\"" + secret + "\"}";
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer send(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        } else if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response,
                    response.body().isEmpty()
                            ? MissingNode.getInstance()
                            : JsonMapper.shared().readTree(response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // What most tests need before they begin; JSON with single quotes, which read better here.

    String newClient() {
        return post("/api/clients", "{\"clientName\":\"Test\"}").expect(201).text("/clients/0/clientId");
    }

    String newTarget(String clientId) {
        return create(
                "/api/clients/" + clientId + "/targets",
                "{'targetName':'T','targetRegion':'us-east-1','targetBaseURL':'https://api.example.com',"
                        + "'targetTestPath':'/health'}",
                "/targets/0/targetId");
    }

    String newProxyCredential(String clientId, String key) {
        return create(
                "/api/clients/" + clientId + "/credentials",
                "{'credentialType':'proxy','credentialAuthType':'apiKey','credentialName':'C',"
                        + "'credentialRegion':'us-east-1','credentialSecret':{'key':'" + key + "'}}",
                "/credentials/0/credentialId");
    }

    String newTargetCredential(String clientId, String token) {
        return create(
                "/api/clients/" + clientId + "/credentials",
                "{'credentialType':'target','credentialAuthType':'bearer','credentialName':'C',"
                        + "'credentialRegion':'us-east-1','credentialSecret':{'token':'" + token + "'}}",
                "/credentials/0/credentialId");
    }

    String newProxy(String clientId, String proxyCredential, String target, String targetCredential) {
        return create(
                "/api/clients/" + clientId + "/proxies",
                "{'proxyName':'P','proxyRegion':'us-east-1','proxyProxyCredentialId':'" + proxyCredential
                        + "','proxyTargetId':'" + target + "','proxyTargetCredentialId':'" + targetCredential + "'}",
                "/proxies/0/proxyId");
    }

    Pair newApiClient(String clientId, String role) {
        return Pair.of(post(
                        "/api/clients/" + clientId + "/api-clients",
                        json("{'apiClientName':'Pipeline','apiClientRoles':['" + role + "']}"))
                .expect(201));
    }

    /** What that pair is exchanged for. */
    String newAccessToken(Pair pair) {
        return as("").post("/api/auth/token", pair.json()).expect(200).text("/access_token");
    }

    String create(String path, String body, String pointer) {
        return post(path, json(body)).expect(201).text(pointer);
    }

    static String json(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }
}
