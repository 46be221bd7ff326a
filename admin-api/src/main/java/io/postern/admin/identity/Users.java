package io.postern.admin.identity;

import io.postern.admin.database.Transactions;
import io.postern.admin.id.ResourceId;
import java.time.Clock;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The users and the hashes of their tokens. */
@Component
public class Users {

    /** The user of {@code postern.admin.bootstrap}: one fixed id, so that applications starting together make one user. */
    static final String BOOTSTRAP_USER = "usr_00000000000000000000000000";

    private final DatabaseClient database;
    private final Transactions transactions;
    private final Clock clock;

    Users(DatabaseClient database, Transactions transactions, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The id of the token's user; empty where there is none or the token was revoked: the caller must fail on it. */
    Mono<String> ofToken(String token) {
        return transactions.read(
                database.sql("select user_id from user_token where token_hash = :hash and revoked_at is null")
                        .bind("hash", UserToken.hash(token))
                        .map(row -> Objects.requireNonNull(row.get("user_id", String.class)))
                        .one());
    }

    /** The id of the user that an issuer calls {@code subject}; made on first sight. */
    Mono<String> ofSubject(String issuer, String subject) {
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
                .bind("hash", UserToken.hash(token))
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
                .bind("hash", UserToken.hash(token))
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated();
        return transactions.write(user.then(revoke).then(insert).then());
    }
}
