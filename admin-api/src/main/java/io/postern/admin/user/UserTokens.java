package io.postern.admin.user;

import io.postern.admin.http.Page;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.IssuedKey;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The user tokens in PostgreSQL, by their hashes. Those that were revoked are not there. */
@Repository
public class UserTokens {

    private static final String OWN = " from user_token where user_id = :user and revoked_at is null";
    private static final String COLUMNS =
            "select token_id, user_id, token_name, token_prefix, expires_at, last_used_at, created_at";

    private final DatabaseClient database;

    UserTokens(DatabaseClient database) {
        this.database = database;
    }

    /** A new token, which is answered once and kept nowhere. */
    public static final class Issued {

        private final UserTokenRow row;
        private final String text;

        private Issued(UserTokenRow row, String text) {
            this.row = row;
            this.text = text;
        }

        UserTokenRow row() {
            return row;
        }

        /** The token itself. */
        public String text() {
            return text;
        }

        @Override
        public String toString() {
            return "Issued[" + row.tokenId() + "]";
        }
    }

    /** Makes a token inside the caller's transaction. */
    public Mono<Issued> issue(String userId, String name, @Nullable Instant expiresAt, Instant now) {
        String text = IssuedKey.USER_TOKEN.generate();
        UserTokenRow row = new UserTokenRow(
                ResourceId.next("tok_"), userId, name, IssuedKey.USER_TOKEN.shown(text), expiresAt, null, now);
        DatabaseClient.GenericExecuteSpec insert = database.sql("insert into user_token"
                        + " (token_id, user_id, token_name, token_hash, token_prefix, expires_at, created_at)"
                        + " values (:id, :user, :name, :hash, :prefix, :expires, :now)")
                .bind("id", row.tokenId())
                .bind("user", userId)
                .bind("name", name)
                .bind("hash", IssuedKey.hash(text))
                .bind("prefix", IssuedKey.USER_TOKEN.shown(text))
                .bind("now", now);
        return (expiresAt == null ? insert.bindNull("expires", Instant.class) : insert.bind("expires", expiresAt))
                .then()
                .thenReturn(new Issued(row, text));
    }

    /** One's tokens are counted and written one after the other until the transaction ends. */
    Mono<Void> lock(String userId) {
        return database.sql("select user_id from app_user where user_id = :user for no key update")
                .bind("user", userId)
                .then();
    }

    /** How many there are, those that have ended left out, which are forgotten. */
    Mono<Long> count(String userId, Instant now) {
        return database.sql("delete from user_token where user_id = :user and expires_at <= :now")
                .bind("user", userId)
                .bind("now", now)
                .then()
                .then(database.sql("select count(*) as tokens" + OWN)
                        .bind("user", userId)
                        .map(row -> Objects.requireNonNull(row.get("tokens", Long.class)))
                        .one());
    }

    Mono<Page.Slice<UserTokenRow>> list(String userId, Page page) {
        return database.sql(COLUMNS + OWN + " and token_id > :after order by token_id limit :limit")
                .bind("user", userId)
                .bind("after", page.after())
                .bind("limit", page.limit() + 1)
                .map(UserTokens::row)
                .all()
                .collectList()
                .map(rows -> page.slice(rows, UserTokenRow::tokenId));
    }

    /** The token, or empty where this user has none of that id. */
    Mono<UserTokenRow> find(String userId, String tokenId) {
        return database.sql(COLUMNS + OWN + " and token_id = :id")
                .bind("user", userId)
                .bind("id", tokenId)
                .map(UserTokens::row)
                .one();
    }

    Mono<Long> delete(String userId, String tokenId) {
        return database.sql("delete" + OWN + " and token_id = :id")
                .bind("user", userId)
                .bind("id", tokenId)
                .fetch()
                .rowsUpdated();
    }

    private static UserTokenRow row(Readable row) {
        return new UserTokenRow(
                Objects.requireNonNull(row.get("token_id", String.class)),
                Objects.requireNonNull(row.get("user_id", String.class)),
                Objects.requireNonNull(row.get("token_name", String.class)),
                row.get("token_prefix", String.class),
                row.get("expires_at", Instant.class),
                row.get("last_used_at", Instant.class),
                Objects.requireNonNull(row.get("created_at", Instant.class)));
    }
}
