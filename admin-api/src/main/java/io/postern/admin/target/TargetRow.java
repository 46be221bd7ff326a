package io.postern.admin.target;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A target as it is stored. */
@Table("target")
record TargetRow(
        @Id String targetId,
        String clientId,
        String targetName,
        String targetRegion,
        String targetBaseUrl,
        String targetTestPath,
        String targetDefaultRuleEffect,
        String targetEncodedSlashes,
        String targetOwnLinks,
        String userId,
        Instant createdAt,
        Instant updatedAt) {}
