package io.postern.admin.consent;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Consents that were asked for, in PostgreSQL. */
@Repository
class ConsentRepository {

    private final DatabaseClient database;

    ConsentRepository(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Whose credential a consent is for, and who asked.
     *
     * @param sharedCallback whether the browser comes back to the callback URL that older credentials have together
     */
    record Asked(String clientId, String credentialId, boolean sharedCallback, String challenge, String userId) {}

    /** The kind of a target credential of the client, and its configuration; empty where it has none of that id. */
    Mono<Configured> credential(String clientId, String credentialId) {
        return database.sql(
                        "select credential_auth_type, credential_config::text as config, credential_shared_callback from credential"
                                + " where client_id = :client and credential_id = :id and credential_type = 'target'")
                .bind("client", clientId)
                .bind("id", credentialId)
                .map(row -> new Configured(
                        Objects.requireNonNull(row.get("credential_auth_type", String.class)),
                        Objects.requireNonNull(row.get("config", String.class)),
                        shared(row)))
                .one();
    }

    record Configured(String authType, String config, boolean sharedCallback) {}

    private static boolean shared(Readable row) {
        return Boolean.TRUE.equals(row.get("credential_shared_callback", Boolean.class));
    }

    /** Keeps a new one, and forgets those that nobody came back for in time. Answers until when it counts. */
    Mono<Instant> insert(byte[] stateHash, Asked asked, Duration validFor) {
        return database.sql("delete from consent where expires_at < clock_timestamp()")
                .then()
                .then(database.sql("insert into consent"
                                + " (state_hash, client_id, credential_id, challenge, user_id, expires_at)"
                                + " values (:state, :client, :credential, :challenge, :user,"
                                + " clock_timestamp() + make_interval(secs => :seconds)) returning expires_at")
                        .bind("state", stateHash)
                        .bind("client", asked.clientId())
                        .bind("credential", asked.credentialId())
                        .bind("challenge", asked.challenge())
                        .bind("user", asked.userId())
                        .bind("seconds", (double) validFor.toSeconds())
                        .map(row -> Objects.requireNonNull(row.get("expires_at", Instant.class)))
                        .one());
    }

    /** Takes one away for good, whatever comes of it; empty where there is none, or it is too late. */
    Mono<Asked> take(byte[] stateHash) {
        return database.sql(
                        "delete from consent a using credential c where a.state_hash = :state and c.credential_id = a.credential_id"
                                + " returning a.client_id, a.credential_id, a.challenge, a.user_id, c.credential_shared_callback,"
                                + " a.expires_at > clock_timestamp() as in_time")
                .bind("state", stateHash)
                .map(row -> new Taken(
                        new Asked(
                                Objects.requireNonNull(row.get("client_id", String.class)),
                                Objects.requireNonNull(row.get("credential_id", String.class)),
                                shared(row),
                                Objects.requireNonNull(row.get("challenge", String.class)),
                                Objects.requireNonNull(row.get("user_id", String.class))),
                        Boolean.TRUE.equals(row.get("in_time", Boolean.class))))
                .one()
                .filter(Taken::inTime)
                .map(Taken::asked);
    }

    private record Taken(Asked asked, boolean inTime) {}
}
