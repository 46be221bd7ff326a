package io.postern.admin.target;

import io.postern.admin.audit.Journal;
import io.postern.admin.change.ChangeLog.Changed;
import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.http.ResourceFields;
import io.postern.admin.http.Timestamps;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.admin.outbound.OutboundCheck;
import io.postern.core.change.ResourceKind;
import io.postern.core.target.TargetUrl;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Targets: authorise, check, and write the row with its audit and its change in one transaction. */
@Service
class TargetService {

    private final Members members;
    private final TargetRepository targets;
    private final OutboundCheck outbound;
    private final Transactions transactions;
    private final Journal journal;
    private final Clock clock;

    TargetService(
            Members members,
            TargetRepository targets,
            OutboundCheck outbound,
            Transactions transactions,
            Journal journal,
            Clock clock) {
        this.members = members;
        this.targets = targets;
        this.outbound = outbound;
        this.transactions = transactions;
        this.journal = journal;
        this.clock = clock;
    }

    Mono<Page.Slice<TargetDocument>> list(Requester who, String clientId, Page page) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(targets.rows().list(clientId, page)))
                .map(slice -> slice.map(TargetDocument::of));
    }

    Mono<TargetDocument> get(Requester who, String clientId, String targetId) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(targets.rows().find(clientId, targetId)))
                .map(TargetDocument::of)
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<TargetDocument> create(Requester who, String clientId, ObjectNode document) {
        return members.require(who, clientId, Role.ADMIN)
                .then(Mono.fromCallable(() -> TargetFields.read(document)))
                .delayUntil(fields -> checkAddress(fields.baseUrl()))
                .flatMap(fields -> {
                    String id = ResourceId.next("tgt_");
                    Instant now = Timestamps.now(clock);
                    TargetRow row = fields.row(id, clientId, who.userId(), now, now);
                    Patch patch = new Patch(document);
                    return transactions.write(targets.rows()
                            .insert(row)
                            .then(journal.created(who, clientId, change(id), patch.names(TargetFields.READ_ONLY)))
                            .thenReturn(TargetDocument.of(row)));
                });
    }

    Mono<TargetDocument> update(Requester who, String clientId, String targetId, Patch patch) {
        // Looked up before the row is locked: a name server may take its time, a row may not.
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.read(targets.rows().find(clientId, targetId)))
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .map(row -> TargetFields.read(patch.applyTo(TargetFields.writable(row))))
                .delayUntil(
                        fields -> patch.members().has("targetBaseURL") ? checkAddress(fields.baseUrl()) : Mono.empty())
                .then(transactions.write(targets.rows()
                        .lock(clientId, targetId)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .flatMap(row -> {
                            TargetFields fields = TargetFields.read(patch.applyTo(TargetFields.writable(row)));
                            ResourceFields.unchanged(row.targetRegion(), fields.region(), "targetRegion");
                            TargetRow updated = fields.row(
                                    targetId, clientId, row.userId(), row.createdAt(), Timestamps.now(clock));
                            return targets.rows()
                                    .update(updated)
                                    .then(journal.updated(
                                            who, clientId, change(targetId), patch.names(TargetFields.READ_ONLY)))
                                    .thenReturn(TargetDocument.of(updated));
                        })));
    }

    /** Deletes the target and, as documented, its proxies. */
    Mono<Void> delete(Requester who, String clientId, String targetId) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.write(targets.rows()
                        .lock(clientId, targetId)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .then(targets.proxies(targetId))
                        .flatMap(proxies -> {
                            List<Changed> cascade = proxies.stream()
                                    .map(id -> new Changed(ResourceKind.PROXY, id))
                                    .toList();
                            return targets.rows()
                                    .delete(clientId, targetId)
                                    .then(journal.deleted(who, clientId, change(targetId), cascade));
                        })));
    }

    private Mono<Void> checkAddress(TargetUrl url) {
        return outbound.check(url.host(), url.port(), List.of("targetBaseURL"));
    }

    private static Changed change(String targetId) {
        return new Changed(ResourceKind.TARGET, targetId);
    }
}
