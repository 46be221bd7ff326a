package io.postern.admin.apiclient;

import io.postern.admin.database.ClientRows;
import java.time.Instant;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The API clients in PostgreSQL, and the hashes of their pairs. */
@Repository
class ApiClientRepository {

    private final DatabaseClient database;
    private final ClientRows<ApiClientRow> rows;

    ApiClientRepository(R2dbcEntityTemplate template) {
        this.database = template.getDatabaseClient();
        this.rows = new ClientRows<>(template, ApiClientRow.class, "api_client", ApiClientRow::apiClientId);
    }

    ClientRows<ApiClientRow> rows() {
        return rows;
    }

    Mono<Void> addPair(String apiClientId, ApiKeyPair pair, Instant now) {
        return database.sql("insert into api_client_key (key_hash, secret_hash, api_client_id, created_at)"
                        + " values (:key, :secret, :id, :now)")
                .bind("key", pair.keyHash())
                .bind("secret", pair.secretHash())
                .bind("id", apiClientId)
                .bind("now", now)
                .then();
    }

    /** Ends every pair at once, with the tokens that were made of it. */
    Mono<Void> endPairs(String apiClientId) {
        return database.sql("delete from api_client_key where api_client_id = :id")
                .bind("id", apiClientId)
                .then();
    }

    /** Lets the newest pair end then, and every other at once: never more than two are good. */
    Mono<Void> endPairs(String apiClientId, Instant until) {
        return database.sql("delete from api_client_key where api_client_id = :id and valid_until is not null")
                .bind("id", apiClientId)
                .then()
                .then(database.sql("update api_client_key set valid_until = :until where api_client_id = :id")
                        .bind("id", apiClientId)
                        .bind("until", until)
                        .then());
    }

    /** Ends the tokens that its pairs were exchanged for. */
    Mono<Void> endTokens(String apiClientId) {
        return database.sql("delete from access_token where api_client_id = :id")
                .bind("id", apiClientId)
                .then();
    }
}
