package io.postern.admin.accesstoken;

import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.identity.ApiKeys;
import io.postern.admin.identity.IssuedKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Exchanges key pairs for tokens, of which only hashes are kept. */
@Component
class AccessTokens {

    /** Of one API client, at a time: a program that exchanges its pair for each request fills no disk. The oldest go. */
    private static final int MOST = 1000;

    private final DatabaseClient database;
    private final Transactions transactions;
    private final AccessTokenProperties properties;
    private final Clock clock;

    AccessTokens(DatabaseClient database, Transactions transactions, AccessTokenProperties properties, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /** A new token, which is answered once and kept nowhere. */
    record Issued(String apiClientId, String token, Duration lifetime) {

        @Override
        public String toString() {
            return "Issued[" + apiClientId + "]";
        }
    }

    private record Pair(String apiClientId, Instant ends) {}

    /**
     * A token for that pair. Fails with {@code unauthenticated}, in the same words and after the same look-up, whether there
     * is no such key, the secret is another's, or the pair or its API client has ended or is switched off.
     */
    Mono<Issued> issue(AccessTokenRequest shown) {
        return transactions.write(Mono.defer(() -> {
            Instant now = clock.instant();
            byte[] keyHash = IssuedKey.hash(shown.apiKey());
            return pair(keyHash, IssuedKey.hash(shown.apiSecret()), now)
                    .switchIfEmpty(Mono.error(AccessTokens::refused))
                    .flatMap(pair -> issue(pair, keyHash, now));
        }));
    }

    private static ApiException refused() {
        return new ApiException(ErrorCode.UNAUTHENTICATED, "api_key and api_secret are no valid pair");
    }

    /** With its API client locked, so that its tokens are counted right. */
    private Mono<Pair> pair(byte[] keyHash, byte[] secretHash, Instant now) {
        return database.sql("select a.api_client_id, least(a.api_client_expires_at, k.valid_until) as ends"
                        + " from api_client_key k join api_client a using (api_client_id)"
                        + " where k.key_hash = :key and k.secret_hash = :secret and " + ApiKeys.VALID
                        + " for no key update of a")
                .bind("key", keyHash)
                .bind("secret", secretHash)
                .bind("now", now)
                .map(row -> {
                    Instant ends = row.get("ends", Instant.class);
                    return new Pair(
                            Objects.requireNonNull(row.get("api_client_id", String.class)),
                            ends == null ? Instant.MAX : ends);
                })
                .one();
    }

    private Mono<Issued> issue(Pair pair, byte[] keyHash, Instant now) {
        String token = IssuedKey.ACCESS_TOKEN.generate();
        Instant wanted = now.plus(properties.lifetime());
        Instant ends = wanted.isBefore(pair.ends()) ? wanted : pair.ends();
        return makeRoom(pair.apiClientId(), now)
                .then(database.sql("insert into access_token"
                                + " (token_hash, key_hash, api_client_id, created_at, expires_at)"
                                + " values (:token, :key, :id, :now, :ends)")
                        .bind("token", IssuedKey.hash(token))
                        .bind("key", keyHash)
                        .bind("id", pair.apiClientId())
                        .bind("now", now)
                        .bind("ends", ends)
                        .then()
                        // The pair was ended meanwhile.
                        .onErrorMap(DataIntegrityViolationException.class, e -> refused()))
                .thenReturn(new Issued(pair.apiClientId(), token, Duration.between(now, ends)));
    }

    private Mono<Void> makeRoom(String apiClientId, Instant now) {
        return database.sql(
                        "delete from access_token where api_client_id = :id and (expires_at <= :now or token_hash in"
                                + " (select token_hash from access_token where api_client_id = :id"
                                + " order by created_at desc offset " + (MOST - 1) + "))")
                .bind("id", apiClientId)
                .bind("now", now)
                .then();
    }
}
