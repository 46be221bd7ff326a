package io.postern.admin.identity;

import io.postern.admin.database.Transactions;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Whose an API key or an access token is, by its hash. Asked anew for each request, so that an API client that was deleted,
 * switched off or given another pair is refused at its next one.
 */
@Component
public class ApiKeys {

    /** Where a key may stand, beside {@code Authorization}. */
    public static final String HEADER = "X-API-Key";

    /** What must hold of a pair {@code k} and its API client {@code a} at {@code :now}. */
    public static final String VALID = "(k.valid_until is null or k.valid_until > :now) and a.api_client_active"
            + " and (a.api_client_expires_at is null or a.api_client_expires_at > :now)";

    private static final String COLUMNS = "select a.api_client_id, a.client_id, a.api_client_roles, k.key_hash,"
            + " k.valid_until is null as newest, case when k.valid_until is null then a.api_client_last_used_at"
            + " else a.api_client_previous_used_at end as last_used_at";

    private final DatabaseClient database;
    private final Transactions transactions;
    private final LastUses lastUses;
    private final Clock clock;

    ApiKeys(DatabaseClient database, Transactions transactions, LastUses lastUses, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.lastUses = lastUses;
        this.clock = clock;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record KnownKey(
            Identity.ApiClient apiClient,
            byte[] keyHash,
            boolean isNewest,
            @Nullable Instant lastUsedAt) {}

    /** Empty where no valid pair has this key: the caller must fail on it. */
    Mono<Identity.ApiClient> ofKey(String key) {
        return IssuedKey.API_KEY.isWellFormed(key)
                ? find(
                        " from api_client_key k join api_client a using (api_client_id)"
                                + " where k.key_hash = :hash and " + VALID,
                        key)
                : Mono.empty();
    }

    /** Empty where there is no such token, or it or its pair has ended: the caller must fail on it. */
    Mono<Identity.ApiClient> ofAccessToken(String token) {
        return IssuedKey.ACCESS_TOKEN.isWellFormed(token)
                ? find(
                        " from access_token t join api_client_key k using (key_hash)"
                                + " join api_client a on a.api_client_id = k.api_client_id"
                                + " where t.token_hash = :hash and t.expires_at > :now and " + VALID,
                        token)
                : Mono.empty();
    }

    private Mono<Identity.ApiClient> find(String from, String text) {
        return transactions
                .read(database.sql(COLUMNS + from)
                        .bind("hash", IssuedKey.hash(text))
                        .bind("now", clock.instant())
                        .map(ApiKeys::known)
                        .one())
                .doOnNext(known -> lastUses.pair(known.keyHash(), known.isNewest(), known.lastUsedAt()))
                .map(KnownKey::apiClient);
    }

    private static KnownKey known(Readable row) {
        return new KnownKey(
                new Identity.ApiClient(
                        Objects.requireNonNull(row.get("api_client_id", String.class)),
                        Objects.requireNonNull(row.get("client_id", String.class)),
                        roles(Objects.requireNonNull(row.get("api_client_roles", String[].class)))),
                Objects.requireNonNull(row.get("key_hash", byte[].class)),
                Boolean.TRUE.equals(row.get("newest", Boolean.class)),
                row.get("last_used_at", Instant.class));
    }

    private static List<String> roles(String[] words) {
        return Arrays.asList(words);
    }
}
