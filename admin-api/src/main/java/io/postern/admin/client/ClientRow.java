package io.postern.admin.client;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A client as it is stored. */
@Table("client")
record ClientRow(@Id String clientId, String clientName, String userId, Instant createdAt, Instant updatedAt) {}
