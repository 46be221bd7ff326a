package io.postern.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The admin API, called as any program would. */
final class AdminClient {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String base;
    private final String token;

    AdminClient(String adminUrl, String token) {
        this.base = adminUrl + "/api/clients";
        this.token = token;
    }

    /** Creates a resource; the answer is its record. */
    JsonNode create(String path, ObjectNode body) {
        return record(send("POST", path, Optional.of(body)), path);
    }

    JsonNode update(String path, ObjectNode body) {
        return record(send("PUT", path, Optional.of(body)), path);
    }

    /** A resource's record; empty where there is none. */
    Optional<JsonNode> get(String path) {
        HttpResponse<String> answer = send("GET", path, Optional.empty());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(record(answer, path));
    }

    private HttpResponse<String> send(String method, String path, Optional<ObjectNode> body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.map(json -> HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(json)))
                                .orElseGet(HttpRequest.BodyPublishers::noBody))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new QuickstartException("The admin API can't be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartException("Interrupted", e);
        }
    }

    /** Every answer is an envelope whose one list holds the record. */
    private static JsonNode record(HttpResponse<String> answer, String path) {
        if (answer.statusCode() / 100 != 2) {
            // An error never repeats a secret.
            throw new QuickstartException(
                    "The admin API answered " + answer.statusCode() + " at " + path + ": " + answer.body());
        }
        for (JsonNode member : JSON.readTree(answer.body())) {
            if (member.isArray() && !member.isEmpty()) {
                return member.get(0);
            }
        }
        throw new QuickstartException("The admin API answered no record at " + path);
    }
}
