package io.postern.admin.proxy;

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
import io.postern.core.change.ResourceKind;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Proxies: authorise, check, and write the row with its audit and its change in one transaction. */
@Service
class ProxyService {

    private final Members members;
    private final ProxyRepository proxies;
    private final ProxyReferences references;
    private final ProxyUrls urls;
    private final Transactions transactions;
    private final Journal journal;
    private final Clock clock;

    ProxyService(
            Members members,
            ProxyRepository proxies,
            ProxyReferences references,
            ProxyUrls urls,
            Transactions transactions,
            Journal journal,
            Clock clock) {
        this.members = members;
        this.proxies = proxies;
        this.references = references;
        this.urls = urls;
        this.transactions = transactions;
        this.journal = journal;
        this.clock = clock;
    }

    Mono<Page.Slice<ProxyDocument>> list(Requester who, String clientId, Page page) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(proxies.rows().list(clientId, page)))
                .map(slice -> slice.map(this::document));
    }

    Mono<ProxyDocument> get(Requester who, String clientId, String proxyId) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(proxies.rows().find(clientId, proxyId)))
                .map(this::document)
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<ProxyDocument> create(Requester who, String clientId, ObjectNode document) {
        return members.require(who, clientId, Role.ADMIN)
                .then(Mono.fromCallable(() -> ProxyFields.read(document)))
                .flatMap(fields -> {
                    String id = ResourceId.next("prx_");
                    Instant now = Timestamps.now(clock);
                    ProxyRow row = row(fields, id, clientId, who.userId(), now, now);
                    return transactions.write(references
                            .check(clientId, fields)
                            .then(proxies.rows().insert(row))
                            .then(journal.created(who, clientId, change(id), names(new Patch(document))))
                            .thenReturn(document(row)));
                });
    }

    Mono<ProxyDocument> update(Requester who, String clientId, String proxyId, Patch patch) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.write(proxies.rows()
                        .lock(clientId, proxyId)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .flatMap(before -> {
                            ProxyFields fields = ProxyFields.read(patch.applyTo(ProxyFields.writable(before)));
                            ResourceFields.unchanged(before.proxyRegion(), fields.region(), "proxyRegion");
                            ProxyRow after = row(
                                    fields,
                                    proxyId,
                                    clientId,
                                    before.userId(),
                                    before.createdAt(),
                                    Timestamps.now(clock));
                            return references
                                    .check(clientId, fields)
                                    .then(proxies.rows().update(after))
                                    .then(journal.updated(who, clientId, change(proxyId), names(patch)))
                                    .thenReturn(document(after));
                        })));
    }

    Mono<Void> delete(Requester who, String clientId, String proxyId) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.write(proxies.rows()
                        .delete(clientId, proxyId)
                        .flatMap(count -> count == 0
                                ? Mono.error(ApiException.notFound())
                                : journal.deleted(who, clientId, change(proxyId), List.of()))));
    }

    private ProxyDocument document(ProxyRow row) {
        return ProxyDocument.of(row, urls.of(row.proxyId()));
    }

    private static ProxyRow row(
            ProxyFields fields, String id, String clientId, String userId, Instant createdAt, Instant updatedAt) {
        return new ProxyRow(
                id,
                clientId,
                fields.name(),
                fields.region(),
                fields.references().proxyCredentialId(),
                fields.references().targetId(),
                fields.references().targetCredentialId(),
                fields.active(),
                fields.defaultRuleEffect().word(),
                fields.maxRequestsPerMinute(),
                fields.timeouts().connectMillis(),
                fields.timeouts().firstByteMillis(),
                fields.timeouts().idleMillis(),
                fields.retries(),
                fields.tracePropagation(),
                userId,
                createdAt,
                updatedAt);
    }

    private static List<String> names(Patch patch) {
        return patch.names(ProxyFields.READ_ONLY);
    }

    private static Changed change(String proxyId) {
        return new Changed(ResourceKind.PROXY, proxyId);
    }
}
