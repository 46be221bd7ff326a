package io.postern.admin.apiclient;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The one answer that has a pair, beside the envelope's members. */
@Schema(name = "ApiKeyPair")
record ApiKeyPairAnswer(
        List<ApiClientDocument> apiClients,

        @Schema(description = "Answered this once", example = "postern_key_…") @JsonProperty("api_key")
        String apiKey,

        @Schema(description = "Answered this once", example = "postern_secret_…") @JsonProperty("api_secret")
        String apiSecret,

        @Schema(example = "API client created successfully") String message) {

    static ApiKeyPairAnswer of(ApiClientService.WithPair made, String message) {
        return new ApiKeyPairAnswer(
                List.of(made.apiClient()), made.pair().key(), made.pair().secret(), message);
    }

    @Override
    public String toString() {
        return "ApiKeyPairAnswer[redacted]";
    }
}
