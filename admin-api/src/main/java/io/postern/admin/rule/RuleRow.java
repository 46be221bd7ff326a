package io.postern.admin.rule;

import io.r2dbc.postgresql.codec.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A rule as it is stored: exactly one of the three ids says what it is attached to. */
@Table("rule")
record RuleRow(
        @Id String ruleId,
        String clientId,
        @Nullable String targetId,
        @Nullable String credentialId,
        @Nullable String proxyId,
        Json definition,
        String userId,
        Instant createdAt,
        Instant updatedAt) {

    boolean isAttachedTo(RuleMount mount) {
        String owner = switch (mount.kind()) {
            case TARGET -> targetId;
            case CREDENTIAL -> credentialId;
            case PROXY -> proxyId;
            default -> null;
        };
        return mount.resourceId().equals(owner);
    }
}
