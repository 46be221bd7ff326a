package io.postern.recipes;

import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Targeter's published partner API. Its document has no answer of the login: here the token is its member {@code token}. */
final class TargeterApi extends DocumentedApi {

    /** As the document has it, line by line. */
    static final String MISSING_REFERENCE = """
            {
                "error": "Missing required field: source.reference_id",
                "details": [
                    {
                        "path": ["source", "reference_id"],
                        "message": "Reference ID is required"
                    }
                ]
            }
            """;

    private final String apiKey;
    private volatile String apiSecret;
    private final IssuedTokens tokens = new IssuedTokens(Duration.ofHours(1));

    TargeterApi(String apiKey, String apiSecret) {
        this.apiKey = apiKey;
        this.apiSecret = apiSecret;
    }

    IssuedTokens tokens() {
        return tokens;
    }

    void replaceSecret(String another) {
        apiSecret = another;
        tokens.forget();
    }

    @Override
    Answer answer(Call call) {
        return switch (call.line()) {
            case "POST /api/auth/token" -> token(call);
            case "POST /api/campaign" ->
                tokens.shown(call.header("authorization"))
                        ? campaign(call)
                        : Answer.json(401, "{'error':'Invalid or expired token'}");
            default -> Answer.json(404, "{'error':'Not found'}");
        };
    }

    private Answer token(Call call) {
        JsonNode sent = call.json();
        return "application/json".equals(call.header("content-type"))
                        && apiKey.equals(sent.at("/api_key").asString())
                        && apiSecret.equals(sent.at("/api_secret").asString())
                ? Answer.json(200, "{'token':'" + tokens.issue() + "'}")
                : Answer.json(401, "{'error':'Invalid credentials'}");
    }

    private static Answer campaign(Call call) {
        JsonNode reference = call.json().at("/source/reference_id");
        return reference.isMissingNode()
                ? new Answer(400, Map.of("Content-Type", "application/json"), MISSING_REFERENCE)
                : Answer.json(201, "{'campaign_id':'c_1','reference_id':'" + reference.asString() + "'}");
    }
}
