package io.postern.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A page that was followed to its end.
 *
 * @param printed what the page's own lines printed
 * @param variables what the shell knows then
 */
record FollowedRecipe(Shell shell, String printed, Map<String, String> variables) {

    private static final String MARK = "-- the end --";
    private static final Pattern VARIABLE = Pattern.compile("(?m)^([a-z_]+)=([^\\s']*)$");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static FollowedRecipe of(Shell shell, String before, String own) {
        String[] printed = shell.run(before + "\n" + own + "\nprintf '\\n%s\\n' '" + MARK + "'; set\n")
                .split(MARK, 2);
        Map<String, String> variables = new HashMap<>();
        VARIABLE.matcher(printed[1]).results().forEach(found -> variables.put(found.group(1), found.group(2)));
        return new FollowedRecipe(shell, printed[0], variables);
    }

    String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /** The app's key. */
    String key() {
        return variable("key");
    }

    /** What an app has as its base URL. */
    String proxyUrl(String proxyVariable) {
        return variable("gateway") + "/api/" + variable(proxyVariable);
    }

    /** Runs a line of the API's own document, of which an app changes only what is given here. */
    String document(String line, Map<String, String> changed) {
        String here = line;
        for (Map.Entry<String, String> one : changed.entrySet()) {
            assertThat(line).contains(one.getKey());
            here = here.replace(one.getKey(), one.getValue());
        }
        return shell.run(here);
    }

    HttpResponse<String> get(String proxyVariable, String path) {
        return send("GET", proxyUrl(proxyVariable) + path, null, key());
    }

    HttpResponse<String> post(String proxyVariable, String path, String json) {
        return send("POST", proxyUrl(proxyVariable) + path, json, key());
    }

    /** Changes something in the admin API, below the client. */
    void put(String path, String withSingleQuotes) {
        String url = variable("admin") + "/api/clients/" + variable("client") + path;
        HttpResponse<String> answer = send("PUT", url, withSingleQuotes.replace('\'', '"'), variable("token"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    private static HttpResponse<String> send(String method, String url, @Nullable String json, String authorization) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
