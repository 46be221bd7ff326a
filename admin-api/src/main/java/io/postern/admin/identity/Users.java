package io.postern.admin.identity;

import io.postern.admin.database.Transactions;
import io.postern.admin.id.ResourceId;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The users and the hashes of their tokens. */
@Component
public class Users {

    /** The user of {@code postern.admin.bootstrap}: one fixed id, so that applications starting together make one user. */
    public static final String BOOTSTRAP_USER = "usr_00000000000000000000000000";

    /** The name of its token, which the settings have. */
    public static final String BOOTSTRAP_TOKEN = "bootstrap";

    private final DatabaseClient database;
    private final Transactions transactions;
    private final LastUses lastUses;
    private final Clock clock;
    private final @Nullable String issuer;

    Users(DatabaseClient database, Transactions transactions, LastUses lastUses, Clock clock, OidcProperties oidc) {
        this.database = database;
        this.transactions = transactions;
        this.lastUses = lastUses;
        this.clock = clock;
        this.issuer = oidc.issuer();
    }

    private record KnownToken(Identity.User user, @Nullable Instant lastUsedAt) {}

    /** The token's user; empty where there is none, or the token was revoked or has ended: the caller must fail on it. */
    Mono<Identity.User> ofToken(String token) {
        if (!IssuedKey.USER_TOKEN.isWellFormed(token)) {
            return Mono.empty();
        }
        byte[] hash = IssuedKey.hash(token);
        return transactions
                .read(database.sql("select user_id, expires_at, last_used_at from user_token where token_hash = :hash"
                                + " and revoked_at is null and (expires_at is null or expires_at > :now)")
                        .bind("hash", hash)
                        .bind("now", clock.instant())
                        .map(row -> new KnownToken(
                                new Identity.User(
                                        Objects.requireNonNull(row.get("user_id", String.class)),
                                        row.get("expires_at", Instant.class)),
                                row.get("last_used_at", Instant.class)))
                        .one())
                .doOnNext(known -> lastUses.userToken(hash, known.lastUsedAt()))
                .map(KnownToken::user);
    }

    /** Whether people can come by JWTs of an issuer. */
    public boolean haveAnIssuer() {
        return issuer != null;
    }

    /** Whether there is such a user. */
    public Mono<Boolean> exists(String userId) {
        return transactions.read(database.sql("select 1 as one from app_user where user_id = :id")
                .bind("id", userId)
                .fetch()
                .one()
                .hasElement());
    }

    /** A new user who comes with tokens of ours; emits its id. */
    public Mono<String> make(String userName) {
        String id = ResourceId.next("usr_");
        return transactions.write(
                database.sql("insert into app_user (user_id, user_name, created_at) values (:id, :name, :now)")
                        .bind("id", id)
                        .bind("name", userName)
                        .bind("now", clock.instant())
                        .then()
                        .thenReturn(id));
    }

    /**
     * The id of the user whom the configured issuer calls {@code subject}; made on first sight.
     *
     * @param subject 1 to 255 characters
     */
    public Mono<String> ofSubject(String subject) {
        if (issuer == null) {
            return Mono.error(() -> new IllegalStateException("no issuer is configured"));
        }
        return ofSubject(issuer, subject);
    }

    private Mono<String> ofSubject(String issuer, String subject) {
        Mono<String> find = database.sql("select user_id from app_user where issuer = :issuer and subject = :subject")
                .bind("issuer", issuer)
                .bind("subject", subject)
                .map(row -> Objects.requireNonNull(row.get("user_id", String.class)))
                .one();
        Mono<Long> make = database.sql("insert into app_user (user_id, user_name, issuer, subject, created_at)"
                        + " values (:id, :name, :issuer, :subject, :now) on conflict (issuer, subject) do nothing")
                .bind("id", ResourceId.next("usr_"))
                .bind("name", subject)
                .bind("issuer", issuer)
                .bind("subject", subject)
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated();
        return transactions.read(find).switchIfEmpty(transactions.write(make.then(find)));
    }

    /** Makes the first user, and this its only bootstrap token: an earlier one is revoked. */
    Mono<Void> bootstrap(String token) {
        Mono<Long> user = database.sql("insert into app_user (user_id, user_name, created_at)"
                        + " values (:id, 'bootstrap', :now) on conflict (user_id) do nothing")
                .bind("id", BOOTSTRAP_USER)
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated();
        Mono<Long> revoke = database.sql("update user_token set revoked_at = :now where user_id = :id"
                        + " and token_name = 'bootstrap' and token_hash <> :hash and revoked_at is null")
                .bind("id", BOOTSTRAP_USER)
                .bind("hash", IssuedKey.hash(token))
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated();
        Mono<Long> insert = database.sql(
                        "insert into user_token (token_id, user_id, token_name, token_hash, created_at)"
                                + " values (:token, :id, 'bootstrap', :hash, :now)"
                                + " on conflict (token_hash) do update set revoked_at = null"
                                + " where user_token.user_id = excluded.user_id")
                .bind("token", ResourceId.next("tok_"))
                .bind("id", BOOTSTRAP_USER)
                .bind("hash", IssuedKey.hash(token))
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated();
        return transactions.write(user.then(revoke).then(insert).then());
    }
}
