package io.postern.admin.proxy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.postern.admin.http.Timestamps;
import io.postern.core.proxy.CallTimeouts;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A proxy as it is answered. */
@Schema(name = "Proxy")
record ProxyDocument(
        @Schema(description = "The client's id", example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") @JsonProperty("pKey")
        String partitionKey,

        @Schema(description = "The proxy's id", example = "prx_01kamr4m6n8q0s2v4x6z8b0d2f") @JsonProperty("sKey")
        String sortKey,

        @Schema(example = "prx_01kamr4m6n8q0s2v4x6z8b0d2f") String proxyId,
        @Schema(example = "Billing") String proxyName,

        @Schema(description = "Can't be changed", example = "us-east-1")
        String proxyRegion,

        @Schema(
                description = "What apps call",
                example = "https://gateway.example.com/api/prx_01kamr4m6n8q0s2v4x6z8b0d2f")
        String proxyUrl,

        @Schema(example = "cred_01kamr3c5d7f9h1k3n5q7s9v1x") String proxyProxyCredentialId,
        @Schema(example = "tgt_01kamr2xb0p6q3m8v4w7z9y1ka") String proxyTargetId,
        @Schema(example = "cred_01kamr3f2g4j6m8p0r2t4w6y8z") String proxyTargetCredentialId,
        boolean proxyActive,
        @Schema(allowableValues = {"allow", "deny"}) String proxyDefaultRuleEffect,

        @Schema(description = "In any 60 seconds; null: no limit", example = "300") @Nullable Integer proxyMaxRequestsPerMinute,

        CallTimeouts proxyTimeouts,

        @Schema(description = "Of idempotent calls without a body that did not reach the target", example = "0")
        int proxyRetries,

        @Schema(description = "Whether the target is told of the trace that a call belongs to", example = "false")
        boolean proxyTracePropagation,

        @Schema(description = "Who created it", example = "usr_01kamr1ycv2r4s6t8v0w2x4y6z")
        String userId,

        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String clientId,
        @Schema(example = "cli_01kamr2a3nf0qw6c9d1x8e5t7v") String parentId,
        @Schema(example = "2024-01-22T12:00:00.000Z") String proxyCreatedAt,
        @Schema(example = "2024-01-22T12:00:00.000Z") String proxyUpdatedAt) {

    static ProxyDocument of(ProxyRow row, String url) {
        return new ProxyDocument(
                row.clientId(),
                row.proxyId(),
                row.proxyId(),
                row.proxyName(),
                row.proxyRegion(),
                url,
                row.proxyProxyCredentialId(),
                row.proxyTargetId(),
                row.proxyTargetCredentialId(),
                row.proxyActive(),
                row.proxyDefaultRuleEffect(),
                row.proxyMaxRequestsPerMinute(),
                new CallTimeouts(row.proxyConnectMillis(), row.proxyFirstByteMillis(), row.proxyIdleMillis()),
                row.proxyRetries(),
                row.proxyTracePropagation(),
                row.userId(),
                row.clientId(),
                row.clientId(),
                Timestamps.text(row.createdAt()),
                Timestamps.text(row.updatedAt()));
    }
}
