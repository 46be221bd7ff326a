package io.postern.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Vault's HTTP API as the tests set it up with: no retries, and any answer but a good one is a failure. */
public final class VaultApi {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI address;
    private final String token;

    VaultApi(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /**
     * Calls {@code /v1/path} and returns what it answered; an empty object where it answered nothing.
     *
     * @throws IllegalStateException where the status is 400 or above, with the answer in its message
     */
    public JsonNode call(String method, String path, @Nullable Map<String, ?> body) {
        try {
            HttpResponse<String> response = send(method, path, body);
            if (response.statusCode() >= 400) {
                throw new IllegalStateException(
                        method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status of a call, whatever it is. */
    public int status(String method, String path, @Nullable Map<String, ?> body) {
        try {
            return send(method, path, body).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is reachable, initialised, unsealed and active. */
    boolean isActive() {
        try {
            return send("GET", "sys/health", null).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> send(String method, String path, @Nullable Map<String, ?> body) throws IOException {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/" + path))
                .timeout(Duration.ofSeconds(20))
                .header("X-Vault-Token", token)
                .method(method, publisher)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
