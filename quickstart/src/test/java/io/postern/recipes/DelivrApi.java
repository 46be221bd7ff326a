package io.postern.recipes;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Delivr.ai's published APIs: both hosts of its document, told apart by their paths. */
final class DelivrApi extends DocumentedApi {

    static final String EMAIL = "robot@example.com";
    static final String PASSWORD = "the password of the robot";
    static final String ORGANIZATION = "bc638318-dba9-4f2e-9b51-0e5f5f6d7a11";
    static final String USER = "c5553b3d-22db-4b7c-8f5e-2a9d1c7e4b90";

    private final IssuedTokens tokens;
    private final IssuedTokens publicTokens = new IssuedTokens(Duration.ofHours(1));
    /** By the ids of their clients. */
    private final Map<String, String> apiKeys = new LinkedHashMap<>();

    DelivrApi(Duration tokenLifetime) {
        tokens = new IssuedTokens(tokenLifetime);
    }

    /** Of {@code apiv3.delivr.ai}. */
    IssuedTokens tokens() {
        return tokens;
    }

    /** Of {@code api.delivr.ai/public/core}. */
    IssuedTokens publicTokens() {
        return publicTokens;
    }

    /** As the dashboard issues it. */
    synchronized String newApiKey() {
        String key = "dlvr_74ce9b3f761368ede79ec2db" + apiKeys.size();
        apiKeys.put("5f56c253-5e18-" + apiKeys.size(), key);
        return key;
    }

    synchronized void revokeApiKeys() {
        apiKeys.clear();
    }

    @Override
    Answer answer(Call call) {
        return switch (call.line()) {
            case "POST /auth/v1/login" ->
                login(
                        call,
                        () -> "{'user_id':'" + USER + "','organization_id':'" + ORGANIZATION + "','token':'"
                                + tokens.issue() + "'}");
            case "POST /public/core/auth/issue" ->
                login(call, () -> "{'response':{'user_id':'" + USER + "','token':'" + publicTokens.issue() + "'}}");
            case "GET /api/v1/events", "GET /api/v1/taxonomy" ->
                authenticatedByKey(call) || tokens.shown(call.header("authorization"))
                        ? inOrganization(call, "{'events':[],'pixel_id':'" + call.parameter("pixel_id") + "'}")
                        : unauthorized();
            case "GET /api/v1/audiences" ->
                tokens.shown(call.header("authorization")) ? inOrganization(call, "{'audiences':[]}") : unauthorized();
            case "GET /public/core/api/organization/get" ->
                publicTokens.shown(call.header("authorization"))
                        ? Answer.json(200, "{'response':{'id':'" + ORGANIZATION + "'}}")
                        : unauthorized();
            default ->
                call.path().startsWith("/client/v1") ? clients(call) : Answer.json(404, "{'error':'Not found.'}");
        };
    }

    private interface Granted {
        String body();
    }

    private static Answer login(Call call, Granted granted) {
        JsonNode sent = call.json();
        if (!"application/json".equals(call.header("content-type"))) {
            return Answer.json(415, "{'error':'Send JSON.'}");
        }
        if (!EMAIL.equals(sent.at("/email").asString())) {
            return Answer.json(404, "{'error':'User not found.'}");
        }
        return PASSWORD.equals(sent.at("/password").asString())
                ? Answer.json(200, granted.body())
                : Answer.json(401, "{'error':'Wrong password.'}");
    }

    private boolean authenticatedByKey(Call call) {
        return apiKeys.containsValue(Objects.requireNonNullElse(call.header("x-api-key"), ""));
    }

    private static Answer inOrganization(Call call, String body) {
        return ORGANIZATION.equals(call.header("x-organization-id"))
                ? Answer.json(200, body)
                : Answer.json(403, "{'error':'Not a member of this organization.'}");
    }

    private static Answer unauthorized() {
        return Answer.json(401, "{'error':'Unauthorized.'}");
    }

    private Answer clients(Call call) {
        if (!tokens.shown(call.header("authorization"))) {
            return unauthorized();
        }
        if (call.line().equals("POST /client/v1")) {
            String key = newApiKey();
            return Answer.json(
                    201,
                    "{'client_id':'5f56c253-5e18-" + (apiKeys.size() - 1) + "','api_key':'" + key
                            + "','api_secret':'99ebda82ac1cdb68f8a9ece801051e4c','created_at':'2026-01-01 10:00:00'}");
        }
        if (call.line().equals("GET /client/v1")) {
            return Answer.json(200, "{'clients':[],'total':" + apiKeys.size() + "}");
        }
        String id = call.path().substring("/client/v1".length()).replaceFirst("^/", "");
        return call.method().equals("DELETE") && apiKeys.remove(id) != null
                ? Answer.json(200, "{'message':'API client deleted successfully.'}")
                : Answer.json(404, "{'error':'Not found.'}");
    }
}
