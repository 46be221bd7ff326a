package io.postern.admin.proxy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A proxy as it is stored; the columns with the credentials' types have their one value by default. */
@Table("proxy")
record ProxyRow(
        @Id String proxyId,
        String clientId,
        String proxyName,
        String proxyRegion,
        String proxyProxyCredentialId,
        String proxyTargetId,
        String proxyTargetCredentialId,
        boolean proxyActive,
        String proxyDefaultRuleEffect,
        @Nullable Integer proxyMaxRequestsPerMinute,
        int proxyConnectMillis,
        int proxyFirstByteMillis,
        int proxyIdleMillis,
        int proxyRetries,
        boolean proxyTracePropagation,
        String userId,
        Instant createdAt,
        Instant updatedAt) {}
