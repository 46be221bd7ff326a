package io.postern.core.secret.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The one call that Vault makes to a Kubernetes API server when a pod logs in: it says yes to the tokens given out here. */
final class TokenReviewer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final List<String> valid = new CopyOnWriteArrayList<>();

    TokenReviewer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/authentication.k8s.io/v1/tokenreviews", this::review);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token of the service account {@code postern/gateway}; only this reviewer, and no signature, vouches for it. */
    String newToken(String id) {
        String claims = JSON.writeValueAsString(Map.<String, Object>of(
                "iss",
                "kubernetes",
                "jti",
                id,
                "sub",
                "system:serviceaccount:postern:gateway",
                "iat",
                1_700_000_000L,
                "nbf",
                1_700_000_000L,
                "exp",
                4_000_000_000L,
                "kubernetes.io",
                Map.<String, Object>of(
                        "namespace", "postern", "serviceaccount", Map.of("name", "gateway", "uid", "uid-1"))));
        String token = part("{\"alg\":\"RS256\"}") + "." + part(claims) + "." + part("no signature");
        valid.add(token);
        return token;
    }

    void forget(String token) {
        valid.remove(token);
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void review(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode review = JSON.readTree(exchange.getRequestBody());
            boolean authenticated = valid.contains(review.at("/spec/token").asString());
            ObjectNode answer = JSON.createObjectNode();
            answer.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
            ObjectNode status = answer.putObject("status").put("authenticated", authenticated);
            if (authenticated) {
                status.putObject("user")
                        .put("username", "system:serviceaccount:postern:gateway")
                        .put("uid", "uid-1")
                        .putArray("groups")
                        .add("system:serviceaccounts");
            }
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
