package io.postern.admin.user;

import io.postern.admin.database.Transactions;
import io.postern.admin.identity.Identity;
import io.postern.admin.identity.Requester;
import io.postern.admin.user.UserDocument.RolesDocument;
import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Says who asks. */
@Service
class UserService {

    private final DatabaseClient database;
    private final Transactions transactions;

    UserService(DatabaseClient database, Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    Mono<UserDocument> me(Requester who) {
        return transactions.read(
                who.identity() instanceof Identity.ApiClient program ? program(program) : user(who.userId()));
    }

    private Mono<UserDocument> user(String userId) {
        Mono<List<RolesDocument>> clients = database.sql("select client.client_id, client_name, roles"
                        + " from member join client using (client_id)"
                        + " where member.user_id = :user order by client_id limit 1000")
                .bind("user", userId)
                .map(UserService::roles)
                .all()
                .collectList();
        return clients.flatMap(roles -> database.sql("select user_name, subject from app_user where user_id = :user")
                .bind("user", userId)
                .map(row -> UserDocument.of(
                        "user", userId, row.get("user_name", String.class), row.get("subject", String.class), roles))
                .one());
    }

    private Mono<UserDocument> program(Identity.ApiClient program) {
        return database.sql("select api_client_name, client.client_id, client_name, api_client_roles as roles"
                        + " from api_client join client using (client_id) where api_client_id = :id")
                .bind("id", program.id())
                .map(row -> UserDocument.of(
                        "apiClient", program.id(), row.get("api_client_name", String.class), null, List.of(roles(row))))
                .one();
    }

    private static RolesDocument roles(Readable row) {
        return new RolesDocument(
                Objects.requireNonNull(row.get("client_id", String.class)),
                Objects.requireNonNull(row.get("client_name", String.class)),
                Arrays.asList(Objects.requireNonNull(row.get("roles", String[].class))));
    }
}
