package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The admin API as its users call it; it keeps every answer. Documents are written with single quotes here. */
final class Admin {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final String base;
    private final String token;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    Admin(String base, String token) {
        this.base = base;
        this.token = token;
    }

    record Answer(int status, String text, JsonNode json) {

        Answer expect(int expected) {
            assertThat(status).as(text).isEqualTo(expected);
            return this;
        }

        String at(String pointer) {
            JsonNode node = json.at(pointer);
            assertThat(node.isMissingNode()).as("%s in %s", pointer, text).isFalse();
            return node.asString();
        }

        /** The id of the record in the envelope. */
        String id() {
            for (JsonNode member : json) {
                if (member.isArray()) {
                    return member.at("/0/sKey").stringValue();
                }
            }
            throw new AssertionError("no record in " + text);
        }

        String errorCode() {
            return at("/error/code");
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String document) {
        return send("POST", path, json(document));
    }

    Answer put(String path, String document) {
        return send("PUT", path, json(document));
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer send(String method, String path, @Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            seen.add(response.headers().map() + text);
            JsonNode json = text.startsWith("{") ? JsonMapper.shared().readTree(text) : MissingNode.getInstance();
            return new Answer(response.statusCode(), text, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Headers and body of every answer so far. */
    List<String> seen() {
        return seen;
    }

    static String json(String withSingleQuotes) {
        return withSingleQuotes.replace('\'', '"');
    }
}
