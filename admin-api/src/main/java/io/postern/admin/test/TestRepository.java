package io.postern.admin.test;

import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** What a test needs to know before it is worth asking a gateway. */
@Repository
class TestRepository {

    private final DatabaseClient database;

    TestRepository(DatabaseClient database) {
        this.database = database;
    }

    /** The region of the client's target; empty where it has none of that id. */
    Mono<String> targetRegion(String clientId, String targetId) {
        return database.sql("select target_region as region from target where client_id = :client and target_id = :id")
                .bind("client", clientId)
                .bind("id", targetId)
                .map(row -> Objects.requireNonNull(row.get("region", String.class)))
                .one();
    }

    /** The region of the client's target credential; empty where it has none of that id. */
    Mono<String> targetCredentialRegion(String clientId, String credentialId) {
        return database.sql("select credential_region as region from credential"
                        + " where client_id = :client and credential_id = :id and credential_type = 'target'")
                .bind("client", clientId)
                .bind("id", credentialId)
                .map(row -> Objects.requireNonNull(row.get("region", String.class)))
                .one();
    }

    /** That id, where it is one of the client's credentials; else empty. */
    Mono<String> hasCredential(String clientId, String credentialId) {
        return database.sql("select credential_id from credential where client_id = :client and credential_id = :id")
                .bind("client", clientId)
                .bind("id", credentialId)
                .map(row -> Objects.requireNonNull(row.get("credential_id", String.class)))
                .one();
    }
}
