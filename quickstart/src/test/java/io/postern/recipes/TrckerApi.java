package io.postern.recipes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Trcker's published API, with its 100 requests a minute per key, in any 60 seconds. */
final class TrckerApi extends DocumentedApi {

    private static final int PER_MINUTE = 100;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final String key;
    private final Deque<Long> lastMinute = new ArrayDeque<>();

    TrckerApi(String key) {
        this.key = key;
    }

    @Override
    Answer answer(Call call) {
        if (!("Bearer " + key).equals(call.header("authorization"))) {
            return error(401, "unauthorized", "Invalid or missing API key");
        }
        long now = System.nanoTime();
        while (!lastMinute.isEmpty() && now - lastMinute.getFirst() >= MINUTE) {
            lastMinute.removeFirst();
        }
        if (lastMinute.size() >= PER_MINUTE) {
            long seconds =
                    1 + Duration.ofNanos(MINUTE - (now - lastMinute.getFirst())).toSeconds();
            return error(
                            429,
                            "rate_limit_exceeded",
                            "You have exceeded the rate limit. Try again in " + seconds + " seconds.")
                    .with("Retry-After", Long.toString(seconds));
        }
        lastMinute.addLast(now);
        return switch (call.line()) {
            case "GET /api/v1/offers" -> Answer.json(200, "{'offers':[{'id':'o_1'}]}");
            case "POST /api/v1/offers" ->
                call.json().has("name")
                        ? Answer.json(201, "{'id':'o_2'}")
                        : error(422, "validation_error", "name is required");
            case "GET /api/v1/partners" -> Answer.json(200, "{'partners':[{'id':'p_1'}]}");
            case "GET /api/v1/partners/p_1" -> Answer.json(200, "{'id':'p_1','name':'Partner'}");
            case "GET /api/v1/conversions" -> Answer.json(200, "{'conversions':[]}");
            case "POST /api/v1/conversions" -> Answer.json(201, "{'id':'c_1'}");
            case "GET /api/v1/reports" -> Answer.json(200, "{'rows':[],'from':'" + call.parameter("from") + "'}");
            default -> error(404, "not_found", "Resource not found");
        };
    }

    private static Answer error(int status, String code, String message) {
        return Answer.json(status, "{ 'error': { 'code': '" + code + "', 'message': '" + message + "' } }");
    }
}
