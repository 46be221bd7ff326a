package io.postern.admin.member;

import io.postern.admin.http.Page;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The members in PostgreSQL. */
@Repository
class MemberRepository {

    private static final String MEMBERS = "select client_id, user_id, user_name, subject, roles, member.created_at,"
            + " coalesce(member.updated_at, member.created_at) as changed_at"
            + " from member join app_user using (user_id) where client_id = :client";

    private final DatabaseClient database;

    MemberRepository(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Lets nobody else change the client's members until the transaction ends. What else is written in the client meanwhile
     * does not wait for it. Emits the client's id, or nothing where there is no such client.
     */
    Mono<String> lock(String clientId) {
        return database.sql("select client_id from client where client_id = :client for no key update")
                .bind("client", clientId)
                .map(row -> Objects.requireNonNull(row.get("client_id", String.class)))
                .one();
    }

    Mono<Page.Slice<MemberRow>> list(String clientId, Page page) {
        return database.sql(MEMBERS + " and user_id > :after order by user_id limit :limit")
                .bind("client", clientId)
                .bind("after", page.after())
                .bind("limit", page.limit() + 1)
                .map(MemberRepository::row)
                .all()
                .collectList()
                .map(rows -> page.slice(rows, MemberRow::userId));
    }

    /** The member, or empty where this user is none. */
    Mono<MemberRow> find(String clientId, String userId) {
        return database.sql(MEMBERS + " and user_id = :user")
                .bind("client", clientId)
                .bind("user", userId)
                .map(MemberRepository::row)
                .one();
    }

    /** How many owners there are beside that one. */
    Mono<Long> otherOwners(String clientId, String userId) {
        return database.sql("select count(*) as owners from member where client_id = :client and user_id <> :user"
                        + " and 'owner' = any(roles)")
                .bind("client", clientId)
                .bind("user", userId)
                .map(row -> Objects.requireNonNull(row.get("owners", Long.class)))
                .one();
    }

    Mono<Void> update(String clientId, String userId, List<String> roles, Instant now) {
        return database.sql("update member set roles = :roles, updated_at = :now"
                        + " where client_id = :client and user_id = :user")
                .bind("client", clientId)
                .bind("user", userId)
                .bind("roles", roles.toArray(String[]::new))
                .bind("now", now)
                .then();
    }

    Mono<Void> delete(String clientId, String userId) {
        return database.sql("delete from member where client_id = :client and user_id = :user")
                .bind("client", clientId)
                .bind("user", userId)
                .then();
    }

    private static MemberRow row(Readable row) {
        return new MemberRow(
                Objects.requireNonNull(row.get("client_id", String.class)),
                Objects.requireNonNull(row.get("user_id", String.class)),
                Objects.requireNonNull(row.get("user_name", String.class)),
                row.get("subject", String.class),
                Arrays.asList(Objects.requireNonNull(row.get("roles", String[].class))),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("changed_at", Instant.class)));
    }
}
