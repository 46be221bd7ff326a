package io.postern.admin.identity;

import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who belongs to which client, and the one check of it that every service makes first. */
@Component
public class Members {

    private final DatabaseClient database;
    private final Transactions transactions;

    Members(DatabaseClient database, Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /**
     * Emits the client's id where the requester is a member, or an API client of it, with that role. Else fails: {@code not_found} for who is
     * neither, so that nobody learns which clients exist, and {@code forbidden} for a member without the role.
     */
    public Mono<String> require(Requester who, String clientId, Role role) {
        return roles(who.identity(), clientId)
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .flatMap(roles -> role.isAmong(roles)
                        ? Mono.just(clientId)
                        : Mono.error(ApiException.forbidden("This needs the role " + role.word())));
    }

    /** Empty where it has nothing to do with the client. */
    private Mono<List<String>> roles(Identity identity, String clientId) {
        if (identity instanceof Identity.ApiClient program) {
            return program.clientId().equals(clientId) ? Mono.just(program.roles()) : Mono.empty();
        }
        return transactions.read(database.sql("select roles from member where client_id = :client and user_id = :user")
                .bind("client", clientId)
                .bind("user", identity.id())
                .map(row -> roles(row.get("roles", String[].class)))
                .one());
    }

    /** The members of these clients, in no order. */
    public Flux<Member> of(List<String> clientIds) {
        if (clientIds.isEmpty()) {
            return Flux.empty();
        }
        return database.sql("select client_id, user_id, roles from member where client_id = any(:clients)")
                .bind("clients", clientIds.toArray(String[]::new))
                .map(row -> new Member(
                        text(row.get("client_id", String.class)),
                        text(row.get("user_id", String.class)),
                        roles(row.get("roles", String[].class))))
                .all();
    }

    /** Makes the user a member, inside the transaction of the caller. */
    public Mono<Void> add(String clientId, String userId, List<String> roles, Instant now) {
        return database.sql("insert into member (client_id, user_id, roles, created_at, updated_at)"
                        + " values (:client, :user, :roles, :now, :now)")
                .bind("client", clientId)
                .bind("user", userId)
                .bind("roles", roles.toArray(String[]::new))
                .bind("now", now)
                .then();
    }

    private static List<String> roles(String @org.jspecify.annotations.Nullable [] roles) {
        return roles == null ? List.of() : Arrays.asList(roles);
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return java.util.Objects.requireNonNull(value);
    }

    /** One membership. */
    public record Member(String clientId, String userId, List<String> roles) {
        public Member {
            roles = List.copyOf(roles);
        }
    }
}
