package io.postern.recipes;

import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** MapTargeter's published API, of which the limit and the plan are the test's to set. */
final class MapTargeterApi extends DocumentedApi {

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final AtomicInteger callsLeft = new AtomicInteger(Integer.MAX_VALUE);

    MapTargeterApi(String key) {
        keys.add(key);
    }

    void revoke(String key) {
        keys.remove(key);
    }

    void issue(String key) {
        keys.add(key);
    }

    void limit(int callsLeft) {
        this.callsLeft.set(callsLeft);
    }

    @Override
    Answer answer(Call call) {
        if (!authenticated(call)) {
            return error(401, "unauthorized", "Missing or invalid API key");
        }
        if (callsLeft.getAndDecrement() <= 0) {
            return error(429, "rate_limit", "Too many requests").with("Retry-After", "17");
        }
        if (call.line().equals("GET /v1/leads")) {
            String limit = call.parameter("limit");
            if (limit != null && !limit.matches("[0-9]{1,3}")) {
                return error(400, "invalid_parameter", "limit must be a number");
            }
            return Answer.json(200, "{'leads':[{'name':'Cafe One'}],'query':'" + call.parameter("query") + "'}");
        }
        if (call.line().equals("POST /v1/exports")) {
            return switch (call.json().at("/format").asString()) {
                case "csv" -> Answer.json(201, "{'export_id':'exp_1','status':'running'}");
                case "xlsx" -> error(403, "plan_limit", "Your plan has no xlsx exports");
                default -> error(400, "invalid_body", "format is not known");
            };
        }
        if (call.line().equals("GET /v1/exports/exp_1")) {
            return Answer.json(200, "{'export_id':'exp_1','status':'ready'}");
        }
        return error(404, "not_found", "Resource not found");
    }

    /** By one of the two headers, and by both only where they agree. */
    private boolean authenticated(Call call) {
        TreeMap<String, String> shown = new TreeMap<>();
        if (call.headers().containsKey("authorization")) {
            String value = Objects.requireNonNullElse(call.header("authorization"), "");
            shown.put("authorization", value.startsWith("Bearer ") ? value.substring(7) : "");
        }
        if (call.headers().containsKey("x-api-key")) {
            shown.put("x-api-key", Objects.requireNonNullElse(call.header("x-api-key"), ""));
        }
        return !shown.isEmpty()
                && keys.containsAll(shown.values())
                && Set.copyOf(shown.values()).size() == 1;
    }

    private static Answer error(int status, String code, String message) {
        return Answer.json(status, "{'error':{'code':'" + code + "','message':'" + message + "'}}");
    }
}
