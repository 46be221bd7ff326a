package io.postern.admin.change;

import io.postern.core.change.ChangeChannel;
import io.postern.core.change.ResourceKind;
import java.util.List;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Appends to the log that gateways follow. */
@Component
public class ChangeLog {

    private final DatabaseClient database;

    ChangeLog(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Appends changes inside the caller's transaction, as the last thing in it that waits for anybody: a lock is held from
     * here to the commit, so that revisions become visible in their order, and two transactions that append can't wait
     * for each other.
     *
     * @return the last revision
     */
    public Mono<Long> append(String clientId, List<Changed> changed) {
        return database.sql("select pg_advisory_xact_lock(:lock)")
                .bind("lock", ChangeChannel.APPEND_LOCK)
                .then()
                .thenMany(Flux.fromIterable(changed).concatMap(one -> insert(clientId, one)))
                .last()
                .flatMap(revision -> database.sql("select pg_notify(:channel, :revision)")
                        .bind("channel", ChangeChannel.NAME)
                        .bind("revision", Long.toString(revision))
                        .then()
                        .thenReturn(revision));
    }

    private Mono<Long> insert(String clientId, Changed changed) {
        return database.sql("insert into change (revision, client_id, resource_kind, resource_id)"
                        + " values (nextval('change_revision'), :client, :kind, :id) returning revision")
                .bind("client", clientId)
                .bind("kind", changed.kind().word())
                .bind("id", changed.resourceId())
                .map(row -> Objects.requireNonNull(row.get("revision", Long.class)))
                .one();
    }

    /** A resource that was created, updated or deleted; of a rule, the resource it is attached to. */
    public record Changed(ResourceKind kind, String resourceId) {}
}
