package io.postern.admin.apiclient;

import io.postern.admin.audit.AuditLog;
import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.http.Timestamps;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * API clients: every member sees them, owners write them. No API client is an owner, and so none can make keys, or get more
 * rights than it has. Gateways know nothing of them: there is no change to follow.
 */
@Service
class ApiClientService {

    private final Members members;
    private final ApiClientRepository apiClients;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Clock clock;

    ApiClientService(
            Members members, ApiClientRepository apiClients, Transactions transactions, AuditLog audit, Clock clock) {
        this.members = members;
        this.apiClients = apiClients;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** An API client with the pair that was just made for it. */
    record WithPair(ApiClientDocument apiClient, ApiKeyPair pair) {}

    Mono<Page.Slice<ApiClientDocument>> list(Requester who, String clientId, Page page) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(apiClients.rows().list(clientId, page)))
                .map(slice -> slice.map(ApiClientDocument::of));
    }

    Mono<ApiClientDocument> get(Requester who, String clientId, String apiClientId) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(apiClients.rows().find(clientId, apiClientId)))
                .map(ApiClientDocument::of)
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<WithPair> create(Requester who, String clientId, ObjectNode document) {
        return members.require(who, clientId, Role.OWNER)
                .then(Mono.fromCallable(() -> ApiClientFields.read(document, null, clock.instant())))
                .flatMap(fields -> {
                    String id = ResourceId.next("apic_");
                    Instant now = Timestamps.now(clock);
                    ApiKeyPair pair = ApiKeyPair.generate();
                    ApiClientRow row = fields.row(id, clientId, pair.keyPrefix(), who.userId(), now);
                    List<String> names = new Patch(document).names(ApiClientFields.READ_ONLY);
                    return transactions.write(apiClients
                            .rows()
                            .insert(row)
                            .then(apiClients.addPair(id, pair, now))
                            .then(audit.append(who, clientId, action("create", id, names)))
                            .thenReturn(new WithPair(ApiClientDocument.of(row), pair)));
                });
    }

    /** One that is switched off loses its tokens: switched on again, it has to exchange its pair anew. */
    Mono<ApiClientDocument> update(Requester who, String clientId, String apiClientId, Patch patch) {
        return members.require(who, clientId, Role.OWNER)
                .then(transactions.write(locked(clientId, apiClientId).flatMap(row -> {
                    ApiClientFields fields = ApiClientFields.read(
                            patch.applyTo(ApiClientFields.writable(row)), row.apiClientExpiresAt(), clock.instant());
                    ApiClientRow updated = fields.changed(row, Timestamps.now(clock));
                    List<String> names = patch.names(ApiClientFields.READ_ONLY);
                    return apiClients
                            .rows()
                            .update(updated)
                            .then(fields.active() ? Mono.empty() : apiClients.endTokens(apiClientId))
                            .then(audit.append(who, clientId, action("update", apiClientId, names)))
                            .thenReturn(ApiClientDocument.of(updated));
                })));
    }

    /** Makes a new pair. The one before ends at once, or after the grace that the document names. */
    Mono<WithPair> rotate(Requester who, String clientId, String apiClientId, ObjectNode document) {
        return members.require(who, clientId, Role.OWNER)
                .then(Mono.fromCallable(() -> ApiClientFields.graceSeconds(document)))
                .flatMap(grace ->
                        transactions.write(locked(clientId, apiClientId).flatMap(row -> {
                            Instant now = Timestamps.now(clock);
                            ApiKeyPair pair = ApiKeyPair.generate();
                            ApiClientRow updated = row.withPair(pair.keyPrefix(), grace > 0, now);
                            return (grace == 0
                                            ? apiClients.endPairs(apiClientId)
                                            : apiClients.endPairs(apiClientId, now.plusSeconds(grace)))
                                    .then(apiClients.addPair(apiClientId, pair, now))
                                    .then(apiClients.rows().update(updated))
                                    .then(audit.append(
                                            who,
                                            clientId,
                                            action("rotate", apiClientId, new Patch(document).names(Set.of()))))
                                    .thenReturn(new WithPair(ApiClientDocument.of(updated), pair));
                        })));
    }

    Mono<Void> delete(Requester who, String clientId, String apiClientId) {
        return members.require(who, clientId, Role.OWNER)
                .then(transactions.write(locked(clientId, apiClientId)
                        .then(apiClients.rows().delete(clientId, apiClientId))
                        .then(audit.append(who, clientId, action("delete", apiClientId, List.of())))));
    }

    private Mono<ApiClientRow> locked(String clientId, String apiClientId) {
        return apiClients.rows().lock(clientId, apiClientId).switchIfEmpty(Mono.error(ApiException::notFound));
    }

    private static AuditLog.Action action(String verb, String apiClientId, List<String> fields) {
        return new AuditLog.Action(verb, "api_client", apiClientId, fields);
    }
}
