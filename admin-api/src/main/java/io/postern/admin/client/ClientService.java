package io.postern.admin.client;

import io.postern.admin.audit.Journal;
import io.postern.admin.change.ChangeLog.Changed;
import io.postern.admin.credential.SecretCustody;
import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.Fields;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.http.ResourceFields;
import io.postern.admin.http.Timestamps;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.Identity;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Members.Member;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.change.ResourceKind;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Clients: any user may make one, and is its owner and administrator then. No API client may. */
@Service
class ClientService {

    private static final Set<String> READ_ONLY = readOnly();

    private final Members members;
    private final ClientRepository clients;
    private final SecretCustody custody;
    private final Transactions transactions;
    private final Journal journal;
    private final Clock clock;

    ClientService(
            Members members,
            ClientRepository clients,
            SecretCustody custody,
            Transactions transactions,
            Journal journal,
            Clock clock) {
        this.members = members;
        this.clients = clients;
        this.custody = custody;
        this.transactions = transactions;
        this.journal = journal;
        this.clock = clock;
    }

    private static Set<String> readOnly() {
        Set<String> names = new HashSet<>(ResourceFields.readOnly("client"));
        names.add("clientMembers");
        return Set.copyOf(names);
    }

    Mono<Page.Slice<ClientDocument>> list(Requester who, Page page) {
        Mono<Page.Slice<ClientRow>> slices = who.identity() instanceof Identity.ApiClient program
                ? clients.list(program, page)
                : clients.list(who.userId(), page);
        return transactions.read(slices.flatMap(slice -> members.of(
                        slice.items().stream().map(ClientRow::clientId).toList())
                .collectList()
                .map(all -> slice.map(row -> ClientDocument.of(row, all)))));
    }

    Mono<ClientDocument> get(Requester who, String clientId) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(clients.find(clientId).flatMap(this::document)))
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<ClientDocument> create(Requester who, ObjectNode document) {
        return Mono.fromCallable(who::requireUser).flatMap(user -> {
            String name = name(document);
            String id = ResourceId.next("cli_");
            Instant now = Timestamps.now(clock);
            ClientRow row = new ClientRow(id, name, user.id(), now, now);
            List<String> roles = List.of(Role.OWNER.word(), Role.ADMIN.word());
            Member creator = new Member(id, user.id(), roles);
            return transactions.write(clients.insert(row)
                    .then(members.add(id, user.id(), roles, now))
                    .then(journal.created(who, id, change(id), names(new Patch(document))))
                    .thenReturn(ClientDocument.of(row, List.of(creator))));
        });
    }

    Mono<ClientDocument> update(Requester who, String clientId, Patch patch) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.write(clients.lock(clientId)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .flatMap(row -> {
                            ObjectNode before =
                                    JsonMapper.shared().createObjectNode().put("clientName", row.clientName());
                            String name = name(patch.applyTo(before));
                            ClientRow updated =
                                    new ClientRow(clientId, name, row.userId(), row.createdAt(), Timestamps.now(clock));
                            return clients.update(updated)
                                    .then(journal.updated(who, clientId, change(clientId), names(patch)))
                                    .then(document(updated));
                        })));
    }

    /** Deletes the client with everything it owns, and then its secrets. */
    Mono<Void> delete(Requester who, String clientId) {
        return members.require(who, clientId, Role.OWNER)
                .then(transactions.write(clients.lock(clientId)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .then(clients.contents(clientId))
                        .flatMap(contents -> clients.delete(clientId)
                                .then(journal.deleted(who, clientId, change(clientId), contents))
                                .thenReturn(contents))))
                .flatMap(contents -> custody.destroyAll(contents.stream()
                        .filter(gone -> gone.kind() == ResourceKind.CREDENTIAL)
                        .map(gone -> SecretCustody.path(clientId, gone.resourceId()))
                        .toList()));
    }

    private Mono<ClientDocument> document(ClientRow row) {
        return members.of(List.of(row.clientId())).collectList().map(all -> ClientDocument.of(row, all));
    }

    private static String name(ObjectNode document) {
        Fields fields = Fields.of(document, READ_ONLY);
        String name = fields.name("clientName");
        fields.finish();
        return name;
    }

    private static List<String> names(Patch patch) {
        return patch.names(READ_ONLY);
    }

    private static Changed change(String clientId) {
        return new Changed(ResourceKind.CLIENT, clientId);
    }
}
