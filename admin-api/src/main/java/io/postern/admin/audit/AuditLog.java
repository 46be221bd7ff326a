package io.postern.admin.audit;

import io.postern.admin.identity.Requester;
import io.r2dbc.postgresql.codec.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Appends to the audit. Its rows can't be changed afterwards: the application's role has no right to. */
@Component
public class AuditLog {

    private final DatabaseClient database;
    private final JsonMapper json;

    AuditLog(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Appends inside the caller's transaction.
     *
     * @param clientId null where it is no client's
     */
    public Mono<Void> append(Requester who, @Nullable String clientId, Action action) {
        DatabaseClient.GenericExecuteSpec insert = database.sql(
                        "insert into audit (client_id, user_id, action, resource_kind, resource_id, request_id, detail)"
                                + " values (:client, :user, :action, :kind, :id, :request, :detail)")
                .bind("user", who.userId())
                .bind("action", action.verb())
                .bind("kind", action.resourceKind())
                .bind("id", action.resourceId())
                .bind("request", who.requestId())
                .bind("detail", Json.of(json.writeValueAsString(Map.of("fields", action.fields()))));
        return (clientId == null ? insert.bindNull("client", String.class) : insert.bind("client", clientId)).then();
    }

    /**
     * What was done.
     *
     * @param verb {@code create}, {@code update}, {@code delete}; of an API client {@code rotate}, too
     * @param fields the names of the fields that were sent; never a value
     */
    public record Action(String verb, String resourceKind, String resourceId, List<String> fields) {
        public Action {
            fields = List.copyOf(fields);
        }
    }
}
