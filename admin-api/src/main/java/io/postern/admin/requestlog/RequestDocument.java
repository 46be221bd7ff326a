package io.postern.admin.requestlog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.postern.core.request.EndedBy;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A call as it is answered: metadata only. */
@Schema(name = "Request")
record RequestDocument(
        @Schema(description = "The client's id", example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("pKey")
        String partitionKey,

        @Schema(description = "The call's id", example = "5f0c9a7be2d14c3386a1f7d0b2e49c58") @JsonProperty("sKey")
        String sortKey,

        @Schema(description = "As in postern-request-id of the answer", example = "5f0c9a7be2d14c3386a1f7d0b2e49c58")
        String requestId,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String clientId,
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String parentId,
        @Schema(example = "prx_01kamr3s5w7y9b1d3f5h7k9m1p") String proxyId,
        @Schema(example = "tgt_01kamr2xb0p6q3m8v4w7z9y1ka") String targetId,
        @Schema(example = "us-east-1") String requestRegion,

        @Schema(description = "One that calls may have, or other", example = "GET")
        String requestMethod,

        @Schema(
                description =
                        "Canonical, relative to the target's base URL, cut after 1,024 characters, never with its query",
                example = "/v1/customers/42")
        @Nullable String requestPath,

        @Schema(description = "answered, or who ended it", implementation = EndedBy.class)
        String requestOutcome,

        @Schema(description = "Of a refusal, or cancelled, or truncated", example = "denied_by_rule") @Nullable String requestCode,

        @Schema(description = "What the caller saw", example = "403") @Nullable Integer requestStatus,

        @Schema(description = "The rule that denied it", example = "rule_01kamr4t6x8z0c2e4g6j8m0p2r") @Nullable String ruleId,

        @Schema(description = "From its arrival to its end", example = "48211")
        long requestTotalMicros,

        @Schema(description = "From its arrival until it was sent to the target, or refused", example = "389")
        long requestGatewayMicros,

        @Schema(description = "From then until the answer began", example = "47102") @Nullable Long requestUpstreamMicros,

        @Schema(description = "Of the body that was passed on", example = "0") @Nullable Long requestBytes,

        @Schema(description = "Of the body that was passed on", example = "5120") @Nullable Long responseBytes,

        @Schema(description = "Which gateway served it", example = "postern-gateway-7d9f8-x2x4c")
        String gatewayId,

        @Schema(example = "2026-11-22T12:00:00.000Z") String requestStartedAt,
        @Schema(example = "2026-11-22T12:00:00.048Z") String requestEndedAt) {

    static RequestDocument of(RequestRow row) {
        return new RequestDocument(
                row.clientId(),
                row.requestId(),
                row.requestId(),
                row.clientId(),
                row.clientId(),
                row.proxyId(),
                row.targetId(),
                row.region(),
                row.method(),
                row.path(),
                row.outcome(),
                row.code(),
                row.status(),
                row.ruleId(),
                row.totalMicros(),
                row.gatewayMicros(),
                row.upstreamMicros(),
                row.requestBytes(),
                row.responseBytes(),
                row.gatewayId(),
                Timestamps.text(row.startedAt()),
                Timestamps.text(row.endedAt()));
    }
}
