package io.postern.admin.proxy;

import io.postern.core.proxy.CallTimeouts;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of a POST, and of a PUT with every field optional: for the OpenAPI document. {@link ProxyFields} reads it. */
@Schema(name = "ProxyRequest")
record ProxyRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 256)
        String proxyName,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "us-east-1")
        String proxyRegion,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String proxyProxyCredentialId,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String proxyTargetId,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String proxyTargetCredentialId,
        @Schema(defaultValue = "true") @Nullable Boolean proxyActive,

        @Schema(
                allowableValues = {"allow", "deny"},
                defaultValue = "allow")
        @Nullable String proxyDefaultRuleEffect,

        @Schema(minimum = "1", maximum = "100000") @Nullable Integer proxyMaxRequestsPerMinute,
        @Nullable CallTimeouts proxyTimeouts,

        @Schema(minimum = "0", maximum = "3", defaultValue = "0") @Nullable Integer proxyRetries,

        @Schema(defaultValue = "false") @Nullable Boolean proxyTracePropagation) {}
